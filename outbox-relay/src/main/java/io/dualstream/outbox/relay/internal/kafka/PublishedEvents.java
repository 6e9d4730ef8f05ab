package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.status.EventRecord;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which of some events, the candidates, the topics hold. All candidates are added first, then all events of the topics. Events
 * that are no candidates need no memory, so the topics may hold any number. A candidate needs 24 to 64 bytes.
 *
 * <p>An event is identified by its id and its aggregate together, because publishers choose ids, and two publishers may choose
 * the same one. The aggregate is kept as 64 bits of a hash with a random key.
 */
public final class PublishedEvents {

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int SLOT_BYTES = 24;
    private static final int MAX_OTHERS = 1_000;
    /** Stands for every aggregate. */
    private static final long ANY = 0;
    /** No character of a text, so that it tells where one text ends and the next one begins. */
    private static final long END_OF_TEXT = Character.MAX_VALUE + 1L;

    private final long key = new SecureRandom().nextLong() | 1;
    private final BitSet published = new BitSet();
    private final Map<UUID, String> others = new HashMap<>();
    // an open-addressing table; a slot is free if its aggregate is FREE
    private static final long FREE = -1;
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private long[] aggregates = free(FIRST_CAPACITY);
    private int candidates;

    /** How many candidates fit a quarter of the heap, also while the table grows, which takes half as much again. */
    public static int maxCandidates() {
        long slots = Math.min(1 << 28, Runtime.getRuntime().maxMemory() / 6 / SLOT_BYTES);
        return (int) (Long.highestOneBit(slots) / 4 * 3);
    }

    private static long[] free(int capacity) {
        long[] slots = new long[capacity];
        Arrays.fill(slots, FREE);
        return slots;
    }

    public void candidate(UUID id, String aggregateType, String aggregateId) {
        put(id.getMostSignificantBits(), id.getLeastSignificantBits(), aggregate(aggregateType, aggregateId));
    }

    /** An event whose aggregate is unknown. */
    public void candidate(UUID id) {
        put(id.getMostSignificantBits(), id.getLeastSignificantBits(), ANY);
    }

    public int candidates() {
        return candidates;
    }

    private void put(long idHigh, long idLow, long aggregate) {
        if (!published.isEmpty()) {
            throw new IllegalStateException("candidates come first");
        }
        if (candidates >= aggregates.length / 4 * 3) {
            grow();
        }
        int slot = slot(idHigh, idLow);
        while (aggregates[slot] != FREE) {
            if (is(slot, idHigh, idLow) && aggregates[slot] == aggregate) {
                return;
            }
            slot = next(slot);
        }
        high[slot] = idHigh;
        low[slot] = idLow;
        aggregates[slot] = aggregate;
        candidates++;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        long[] old = aggregates;
        high = new long[2 * old.length];
        low = new long[2 * old.length];
        aggregates = free(2 * old.length);
        candidates = 0;
        for (int i = 0; i < old.length; i++) {
            if (old[i] != FREE) {
                put(oldHigh[i], oldLow[i], old[i]);
            }
        }
    }

    /** The topics hold this event. */
    public void add(UUID id, String aggregateType, String aggregateId) {
        long idHigh = id.getMostSignificantBits();
        long idLow = id.getLeastSignificantBits();
        long aggregate = aggregate(aggregateType, aggregateId);
        for (int slot = slot(idHigh, idLow); aggregates[slot] != FREE; slot = next(slot)) {
            if (is(slot, idHigh, idLow)) {
                if (aggregates[slot] == aggregate || aggregates[slot] == ANY) {
                    published.set(slot);
                } else if (others.size() < MAX_OTHERS) {
                    others.put(id, aggregateType + " " + aggregateId);
                }
            }
        }
    }

    /** Whether the topics hold the candidate {@code event}. */
    public boolean hold(EventRecord event) {
        return hold(event.id(), event.aggregateType(), event.aggregateId());
    }

    /** Whether the topics hold that candidate. */
    public boolean hold(UUID id, String aggregateType, String aggregateId) {
        long idHigh = id.getMostSignificantBits();
        long idLow = id.getLeastSignificantBits();
        long aggregate = aggregate(aggregateType, aggregateId);
        for (int slot = slot(idHigh, idLow); aggregates[slot] != FREE; slot = next(slot)) {
            if (is(slot, idHigh, idLow) && aggregates[slot] == aggregate) {
                return published.get(slot);
            }
        }
        return false;
    }

    /** Whether the topics hold a candidate with this id. */
    public boolean hold(UUID id) {
        long idHigh = id.getMostSignificantBits();
        long idLow = id.getLeastSignificantBits();
        for (int slot = slot(idHigh, idLow); aggregates[slot] != FREE; slot = next(slot)) {
            if (is(slot, idHigh, idLow) && published.get(slot)) {
                return true;
            }
        }
        return false;
    }

    /** Describes another aggregate that has an event with the same id in the topics; null if there is none. Of many, some are forgotten. */
    public @Nullable String otherOf(EventRecord event) {
        return hold(event) ? null : others.get(event.id());
    }

    /** Number of candidates that the topics hold. */
    public int size() {
        return published.cardinality();
    }

    private boolean is(int slot, long idHigh, long idLow) {
        return high[slot] == idHigh && low[slot] == idLow;
    }

    private int slot(long idHigh, long idLow) {
        return (int) mixed(mixed(idHigh ^ key) + idLow) & (aggregates.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (aggregates.length - 1);
    }

    private long aggregate(String type, String id) {
        long hash = mixed(hash(next(hash(key, type), END_OF_TEXT), id));
        return hash == ANY || hash == FREE ? 1 : hash;
    }

    private long hash(long from, String text) {
        long hash = from;
        for (int i = 0; i < text.length(); i++) {
            hash = next(hash, text.charAt(i));
        }
        return hash;
    }

    private long next(long hash, long symbol) {
        return mixed(hash + symbol) * key;
    }

    /** The finalizer of MurmurHash3, a bijection. */
    private static long mixed(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
