package io.dualstream.outbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Merges an event's own headers and those of its context into the one JSON object that the table stores. */
final class HeaderMerge {

    private final List<HeaderSource> sources;

    HeaderMerge(List<HeaderSource> sources) {
        this.sources = sources;
    }

    /** The merged headers; null if there are none. */
    @Nullable
    String json(OutboxEvent event) {
        var merged = new LinkedHashMap<>(event.headers());
        for (HeaderSource source : sources) {
            source.currentHeaders().forEach((name, value) -> {
                if (EventRules.allowsHeader(name, value)) {
                    merged.putIfAbsent(name, value);
                }
            });
        }
        String json = json(merged);
        if (merged.size() > event.headers().size() && EventRules.isTooLargeForHeaders(json)) {
            json = json(event.headers());
        }
        EventRules.headersSize(event, json);
        return json.equals("{}") ? null : json;
    }

    /** The rules for headers leave only two characters that need escaping. */
    private static String json(Map<String, String> headers) {
        return headers.entrySet().stream()
                .map(header -> '"' + header.getKey() + "\":\"" + escaped(header.getValue()) + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
