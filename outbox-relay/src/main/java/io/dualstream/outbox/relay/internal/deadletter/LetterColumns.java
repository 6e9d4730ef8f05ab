package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.internal.record.EventHeaders;
import io.dualstream.outbox.relay.internal.record.EventTime;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes the columns of {@code dead_letter}. */
final class LetterColumns {

    static final String ALL = """
            d.number, d.seq, d.id, d.aggregate_type, d.aggregate_id, d.event_type, d.key, d.dataschema, d.content_type,
            d.headers, d.data, (extract(epoch from d.created_at) * 1000000)::bigint, d.topic,
            d.state, d.blocks, d.stalled, d.reason, d.error_class, d.attempts, d.first_at, d.last_at, d.request, d.resolved_at
            """;

    private LetterColumns() {}

    static DeadLetter read(ResultSet row) throws SQLException {
        EventRecord event = new EventRecord(
                row.getLong(2),
                row.getObject(3, UUID.class),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                EventHeaders.parse(row.getString(10)),
                row.getBytes(11),
                EventTime.format(row.getLong(12)),
                row.getString(13));
        return new DeadLetter(
                row.getLong(1),
                event,
                DeadLetters.State.of(row.getString(14)),
                BlockScope.of(row.getString(15)),
                row.getBoolean(16),
                row.getString(17),
                row.getString(18),
                row.getInt(19),
                row.getTimestamp(20).toInstant(),
                row.getTimestamp(21).toInstant(),
                row.getString(22),
                instant(row.getTimestamp(23)));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    static final String NEW = """
            relay, seq, id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, headers, data, created_at,
            lane, state, blocks, stalled, reason, error_class, attempts
            """;
    static final String NEW_VALUES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?";

    static void write(PreparedStatement insert, String relay, NewDeadLetter setback) throws SQLException {
        EventRecord event = setback.event();
        insert.setString(1, relay);
        insert.setLong(2, event.seq());
        insert.setObject(3, event.id());
        insert.setString(4, event.aggregateType());
        insert.setString(5, event.aggregateId());
        insert.setString(6, event.eventType());
        insert.setString(7, event.key());
        insert.setString(8, event.dataSchema());
        insert.setString(9, event.contentType());
        insert.setString(10, EventHeaders.format(event.headers()));
        insert.setBytes(11, event.data());
        insert.setString(12, event.createdAt());
        insert.setString(13, event.keyOnTheWire());
        insert.setString(14, setback.state().label());
        insert.setString(15, setback.blocks().label());
        insert.setBoolean(16, setback.stalled());
        insert.setString(17, plain(setback.reason()));
        insert.setString(18, setback.errorClass());
        insert.setInt(19, setback.isFailure() ? 1 : 0);
    }

    /** The text of a broker's error, in a form that every database can store. */
    static String plain(String reason) {
        String text = reason.replaceAll("[^ -~]+", " ").strip();
        return text.length() > 1000 ? text.substring(0, 1000) : text;
    }
}
