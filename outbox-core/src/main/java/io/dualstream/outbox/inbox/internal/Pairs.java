package io.dualstream.outbox.inbox.internal;

import java.sql.Array;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Writes maps of text as flat arrays, name before value, as {@code jsonb_object} takes them. */
public final class Pairs {

    private Pairs() {}

    public static String[] of(Map<String, String> map) {
        return map.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
    }

    public static Map<String, String> map(Array array) throws SQLException {
        String[] words = (String[]) array.getArray();
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            map.put(words[i], words[i + 1]);
        }
        return map;
    }
}
