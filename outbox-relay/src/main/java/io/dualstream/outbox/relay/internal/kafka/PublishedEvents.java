package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events that topics hold. An event is identified by its id and its aggregate together, because publishers choose ids, and
 * two publishers may choose the same one.
 */
public final class PublishedEvents {

    /** The aggregate of an event; an id nearly always has one aggregate. */
    private record Aggregate(
            String type, String id, @Nullable Aggregate next) {}

    private final Map<UUID, Aggregate> byId = new HashMap<>();
    private int size;

    public void add(UUID id, String aggregateType, String aggregateId) {
        Aggregate before = byId.get(id);
        if (!isAmong(before, aggregateType, aggregateId)) {
            byId.put(id, new Aggregate(aggregateType, aggregateId, before));
            size++;
        }
    }

    public boolean hold(EventRecord event) {
        return hold(event.id(), event.aggregateType(), event.aggregateId());
    }

    public boolean hold(UUID id, String aggregateType, String aggregateId) {
        return isAmong(byId.get(id), aggregateType, aggregateId);
    }

    private static boolean isAmong(@Nullable Aggregate first, String type, String id) {
        for (Aggregate each = first; each != null; each = each.next()) {
            if (each.type().equals(type) && each.id().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** Describes another aggregate that has an event with the same id; null if there is none. */
    public @Nullable String otherOf(EventRecord event) {
        Aggregate other = byId.get(event.id());
        return other == null || hold(event) ? null : other.type() + " " + other.id();
    }

    public Set<UUID> ids() {
        return byId.keySet();
    }

    public int size() {
        return size;
    }
}
