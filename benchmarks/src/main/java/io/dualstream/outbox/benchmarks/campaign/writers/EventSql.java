package io.dualstream.outbox.benchmarks.campaign.writers;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events as plain SQL: what a script or a client without parameters sends. */
public final class EventSql {

    static final String COLUMNS =
            "(id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, headers, payload, payload_binary)";
    static final String INTO = "insert into outbox.event " + COLUMNS + " values ";

    private EventSql() {}

    private static @Nullable String[] values(Intent intent) {
        Content content = Content.of(intent);
        byte[] binary = content.binary();
        return new @Nullable String[] {
            intent.id().toString(),
            intent.aggregateType(),
            intent.aggregateId(),
            content.eventType(),
            content.key(),
            content.dataSchema(),
            content.contentType(),
            content.headersJson(),
            content.json(),
            binary == null ? null : "\\x" + HexFormat.of().formatHex(binary)
        };
    }

    /** One row of VALUES: literals and nulls. */
    static String row(Intent intent) {
        return "(" + literals(intent) + ")";
    }

    /** The one event, in a partition of its own choice: with the time that the expression says. */
    public static String insertAt(Intent intent, String createdAt) {
        return INTO.replace(")", ", created_at)") + "(" + literals(intent) + ", " + createdAt + ")";
    }

    private static String literals(Intent intent) {
        return Arrays.stream(values(intent))
                .map(value -> value == null ? "null" : "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
    }

    /** One line of COPY's text format, without its end. */
    static String copyLine(Intent intent) {
        return Arrays.stream(values(intent))
                .map(value -> value == null ? "\\N" : escaped(value))
                .collect(Collectors.joining("\t"));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }
}
