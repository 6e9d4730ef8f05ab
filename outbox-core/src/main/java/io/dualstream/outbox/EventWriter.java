package io.dualstream.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes events through a connection whose transaction is the caller's business. Safe for use by many threads. */
final class EventWriter {

    private final String insert;
    private final HeaderMerge headers;
    private final PayloadSerializer serializer;
    private final EventIds ids = new EventIds(Clock.systemUTC());

    EventWriter(OutboxOptions options) {
        insert = INSERT.formatted('"' + options.schema().replace("\"", "\"\"") + '"');
        headers = new HeaderMerge(options.headerSources());
        serializer = options.serializer();
    }

    private static final String INSERT = """
            insert into %s.event (id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type,
                headers, payload, payload_binary)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::json, ?)
            """;

    /** One round trip for one event; the driver sends more of them in batches. */
    List<UUID> write(Connection connection, List<OutboxEvent> events) {
        var written = new ArrayList<UUID>(events.size());
        try (var statement = connection.prepareStatement(insert)) {
            for (OutboxEvent event : events) {
                written.add(bind(statement, event));
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw Refusals.refusal(e, events);
        }
        return written;
    }

    private UUID bind(PreparedStatement statement, OutboxEvent event) throws SQLException {
        UUID id = event.id() == null ? ids.next() : event.id();
        Payload payload = payload(event);
        statement.setObject(1, id);
        statement.setString(2, event.aggregateType());
        statement.setString(3, event.aggregateId());
        statement.setString(4, event.eventType());
        statement.setString(5, event.key());
        statement.setString(6, event.dataSchema());
        statement.setString(7, event.contentType());
        statement.setString(8, headers.json(event));
        statement.setString(9, payload instanceof Payload.Json json ? json.text() : null);
        statement.setBytes(10, payload instanceof Payload.Binary binary ? binary.bytes() : null);
        return id;
    }

    private @Nullable Payload payload(OutboxEvent event) {
        Payload payload = serialized(event);
        if (payload != null) {
            EventRules.payload(event, payload);
        }
        return payload;
    }

    private @Nullable Payload serialized(OutboxEvent event) {
        Object payload = event.payload();
        if (payload == null || payload instanceof Payload) {
            return (Payload) payload;
        }
        if (payload instanceof CharSequence text) {
            return Payload.json(text.toString());
        }
        if (payload instanceof byte[] bytes) {
            return Payload.binary(bytes);
        }
        try {
            return serializer.serialize(payload);
        } catch (RuntimeException e) {
            throw new InvalidEventException(
                    "The payload of " + event + " could not be serialised: "
                            + payload.getClass().getName(),
                    e);
        }
    }
}
