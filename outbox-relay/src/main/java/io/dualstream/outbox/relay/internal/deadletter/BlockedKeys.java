package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.HashSet;
import java.util.Set;

/** The keys and aggregate types whose events wait behind a failed event. Pure, not thread-safe. */
public final class BlockedKeys {

    /** Maximum number of keys kept one by one. Beyond it, the whole aggregate type waits, so that memory stays bounded. */
    static final int MAX_KEYS = 10_000;

    private record Lane(String aggregateType, String key) {}

    private final Set<String> types = new HashSet<>();
    private final Set<Lane> keys = new HashSet<>();

    public boolean isEmpty() {
        return keys.isEmpty() && types.isEmpty();
    }

    public boolean hold(EventRecord event) {
        return types.contains(event.aggregateType())
                || (!keys.isEmpty() && keys.contains(new Lane(event.aggregateType(), event.keyOnTheWire())));
    }

    /** What a failed event makes wait, under {@link DeadLetters.Policy#PARK_KEY}. */
    public BlockScope blocks(boolean wholeTopic) {
        return wholeTopic || isFull() ? BlockScope.TYPE : BlockScope.KEY;
    }

    public boolean isFull() {
        return keys.size() >= MAX_KEYS;
    }

    /** From now on, the events that {@code failed} blocks have to wait. */
    public void close(EventRecord failed, BlockScope blocks) {
        switch (blocks) {
            // a relay with another policy may not halt where this one blocks everything
            case KEY, EVERYTHING -> closeKey(failed.aggregateType(), failed.keyOnTheWire());
            case TYPE -> closeType(failed.aggregateType());
            case NOTHING -> {}
        }
    }

    void closeType(String aggregateType) {
        types.add(aggregateType);
    }

    void closeKey(String aggregateType, String key) {
        keys.add(new Lane(aggregateType, key));
    }

    int keys() {
        return keys.size();
    }

    public void closeAll(BlockedKeys others) {
        types.addAll(others.types);
        keys.addAll(others.keys);
    }
}
