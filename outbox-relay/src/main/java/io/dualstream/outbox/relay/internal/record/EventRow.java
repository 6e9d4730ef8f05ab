package io.dualstream.outbox.relay.internal.record;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Makes the event of one row, whoever reads the row. A row that was written past the table's rules becomes an event that says so,
 * because an exception here would stop a path for good.
 */
public final class EventRow {

    /** The name under which the headers of an unreadable row are kept, as they stand in the column. */
    private static final String KEPT = "headers";

    private EventRow() {}

    /** {@code headers} and {@code createdUs} are the columns, the other parameters are components of the event. */
    public static EventRecord read(
            long seq,
            UUID id,
            String aggregateType,
            String aggregateId,
            String eventType,
            @Nullable String key,
            @Nullable String dataSchema,
            @Nullable String contentType,
            @Nullable String headers,
            byte @Nullable [] data,
            long createdUs) {
        String unreadable = null;
        Map<String, String> parsed;
        try {
            parsed = EventHeaders.parse(headers);
        } catch (IllegalArgumentException | JacksonException e) {
            unreadable = "headers are no JSON object of strings: " + firstLine(e);
            parsed = headers == null ? Map.of() : Map.of(KEPT, headers);
        }
        long time = createdUs;
        if (!EventTime.isInRange(createdUs)) {
            unreadable = "created_us " + createdUs + " lies outside the years 1 to 9999";
            time = 0;
        }
        return new EventRecord(
                seq,
                id,
                aggregateType,
                aggregateId,
                eventType,
                key,
                dataSchema,
                contentType,
                parsed,
                data,
                EventTime.format(time),
                null,
                unreadable);
    }

    /** Jackson's messages go on with the place in the text. */
    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
