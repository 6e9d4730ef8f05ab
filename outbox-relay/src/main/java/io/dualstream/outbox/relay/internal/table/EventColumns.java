package io.dualstream.outbox.relay.internal.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.record.EventRow;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** The columns of an event, as both readers of the table select them. */
final class EventColumns {

    private static final String ENVELOPE = """
            seq, id, aggregate_type, aggregate_id, event_type, key, dataschema,
            coalesce(content_type, case when payload is not null then 'application/json'
                                        when payload_binary is not null then 'application/octet-stream' end)
              as content_type,
            headers, created_us,
            """;

    private EventColumns() {}

    /** The column list, separated by commas. {@code withData} says whether the payload is included. */
    static String select(boolean withData) {
        return ENVELOPE
                + (withData ? "payload, payload_binary" : "null::json as payload, null::bytea as payload_binary");
    }

    /** Reads the event of the current row, whose columns begin at {@code first}. */
    static EventRecord read(ResultSet rows, int first) throws SQLException {
        String payload = rows.getString(first + 10);
        return EventRow.read(
                rows.getLong(first),
                rows.getObject(first + 1, UUID.class),
                rows.getString(first + 2),
                rows.getString(first + 3),
                rows.getString(first + 4),
                rows.getString(first + 5),
                rows.getString(first + 6),
                rows.getString(first + 7),
                rows.getString(first + 8),
                payload == null ? rows.getBytes(first + 11) : payload.getBytes(UTF_8),
                rows.getLong(first + 9));
    }
}
