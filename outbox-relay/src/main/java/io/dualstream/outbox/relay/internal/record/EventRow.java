package io.dualstream.outbox.relay.internal.record;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Map;
import java.util.Set;
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

    /** The table's rules refuse these names, for a record would have two headers of one name, and readers take the last. */
    private static final Set<String> TAKEN = Set.of(
            "content-type",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_specversion",
            "ce_time",
            "ce_subject",
            "ce_dataschema",
            "ce_datacontenttype",
            "ce_position",
            "ce_aggregatetype");

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
            verifyNames(parsed);
        } catch (IllegalArgumentException | JacksonException e) {
            unreadable = "headers: " + firstLine(e);
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

    private static void verifyNames(Map<String, String> headers) {
        for (String name : headers.keySet()) {
            if (TAKEN.contains(name)) {
                throw new IllegalArgumentException("every event has a header '" + name + "' already");
            }
        }
    }

    /** Jackson's messages go on with the place in the text. */
    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
