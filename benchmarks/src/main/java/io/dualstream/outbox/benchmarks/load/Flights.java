package io.dualstream.outbox.benchmarks.load;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Records when each event's transaction of one round began and was committed, and when the event first arrived in each sink, on
 * one clock ({@link System#nanoTime}). Thread-safe.
 */
public final class Flights {

    /** First half of every event id, in the form of a version 7 id. */
    private static final long ID_HIGH = 0x0198_0000_0000_7000L;

    private final int round;
    private final AtomicLongArray began;
    private final AtomicLongArray committed;
    private final Map<Sink, AtomicLongArray> arrived;

    public Flights(int round, int events) {
        this.round = round;
        this.began = new AtomicLongArray(events);
        this.committed = new AtomicLongArray(events);
        this.arrived = Map.of(Sink.KAFKA, new AtomicLongArray(events), Sink.REDIS, new AtomicLongArray(events));
    }

    public int events() {
        return committed.length();
    }

    /** The id of event {@code n} of this round. */
    UUID id(int n) {
        return new UUID(ID_HIGH, Long.MIN_VALUE | (long) round << 32 | n);
    }

    void committed(int n, long beganNanos, long nanos) {
        began.set(n, beganNanos);
        committed.set(n, nanos);
    }

    /** Records an arrival. Ids of other rounds, and ids that have arrived before, are ignored. */
    public void arrived(Sink sink, UUID id, long nanos) {
        long low = id.getLeastSignificantBits() & Long.MAX_VALUE;
        if (id.getMostSignificantBits() == ID_HIGH && low >>> 32 == round) {
            at(sink).compareAndSet((int) low, 0, nanos);
        }
    }

    public boolean allArrived(Sink sink) {
        return IntStream.range(0, events()).allMatch(n -> at(sink).get(n) != 0);
    }

    /** Milliseconds from commit to arrival, event by event; all have arrived. */
    public double[] millis(Sink sink) {
        return IntStream.range(0, events())
                .mapToDouble(n -> (at(sink).get(n) - committed.get(n)) / 1e6)
                .toArray();
    }

    /** Milliseconds that each transaction took, from its first statement to its COMMIT's return; all are committed. */
    public double[] writerMillis() {
        return IntStream.range(0, events())
                .mapToDouble(n -> (committed.get(n) - began.get(n)) / 1e6)
                .toArray();
    }

    private AtomicLongArray at(Sink sink) {
        return Objects.requireNonNull(arrived.get(sink));
    }
}
