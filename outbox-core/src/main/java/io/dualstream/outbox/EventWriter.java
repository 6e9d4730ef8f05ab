package io.dualstream.outbox;

import io.dualstream.outbox.internal.EventIds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes events through a connection whose transaction the caller manages. Safe for use by many threads. */
final class EventWriter {

    private static final int MAX_ROWS = 1_000;
    private static final int MAX_SIZE = 8_000_000;

    private final SchemaSource schemas;
    private final Map<String, EventInsert> inserts = new ConcurrentHashMap<>();
    private final HeaderMerge headers;
    private final PayloadSerializer serializer;
    private final EventIds ids = new EventIds(Clock.systemUTC());

    EventWriter(OutboxOptions options) {
        schemas = options.schemas();
        headers = new HeaderMerge(options.headerSources());
        serializer = options.serializer();
    }

    /** Needs one round trip for each thousand events, or for each 8 MB of events. No event is sent before all events are validated. */
    List<UUID> write(Connection connection, List<OutboxEvent> events) {
        List<EventInsert.Row> rows = events.stream().map(this::row).toList();
        EventInsert insert = inserts.computeIfAbsent(schemas.currentSchema(), EventInsert::new);
        try {
            var chunk = new ArrayList<EventInsert.Row>();
            int size = 0;
            for (EventInsert.Row row : rows) {
                if (chunk.size() == MAX_ROWS || size + row.size() > MAX_SIZE) {
                    insert.rows(connection, chunk);
                    chunk.clear();
                    size = 0;
                }
                chunk.add(row);
                size += row.size();
            }
            insert.rows(connection, chunk);
        } catch (SQLException e) {
            throw Refusals.refusal(e, events);
        }
        return rows.stream().map(EventInsert.Row::id).toList();
    }

    private EventInsert.Row row(OutboxEvent event) {
        UUID id = event.id() == null ? ids.next() : event.id();
        Payload payload = serialized(event);
        if (payload != null) {
            EventRules.payload(event, payload);
        }
        return new EventInsert.Row(id, event, headers.json(event), payload);
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
                    "The payload of " + event + " could not be serialised: make "
                            + payload.getClass().getName()
                            + " a record or give it getters, publish JSON text or bytes, or set a PayloadSerializer that can serialise it",
                    e);
        }
    }
}
