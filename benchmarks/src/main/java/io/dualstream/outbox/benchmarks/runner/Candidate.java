package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.control.Controls;
import io.dualstream.outbox.benchmarks.load.OutboxTable;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The systems that can be measured. */
public enum Candidate {
    OURS_EXACTLY_ONCE(
            "ours, exactly once",
            "java -XX:+UseParallelGC -jar outbox-relay.jar, every setting at its default",
            null,
            "exactly-once"),
    OURS_AT_LEAST_ONCE("ours, at least once", "the same with delivery at-least-once", null, "at-least-once"),
    DEBEZIUM_STOCK(
            "Debezium, stock",
            "the outbox table that Debezium documents, embedded engine, EventRouter, JSON converter, wired as Debezium Server wires its Kafka sink,"
                    + " every other setting at its default; at least once",
            Controls.DEBEZIUM_STOCK),
    DEBEZIUM_TUNED(
            "Debezium, tuned",
            "the same with poll.interval.ms 1, max.batch.size 8192, max.queue.size 32768, metrics off, string converter,"
                    + " producer lz4, batch.size 128 KB, linger.ms 1, -XX:+UseParallelGC; at least once",
            Controls.DEBEZIUM_TUNED),
    HAND_WRITTEN(
            "bound: hand-written",
            "own pgoutput decoder and producer in one thread, the relay's topics, keys and headers; no guarantees at all",
            Controls.HAND_WRITTEN),
    PRODUCER_ALONE(
            "bound: producer alone", "as many records from memory, lz4, acks=all, idempotent", Controls.PRODUCER_ALONE),
    READ_ALONE("bound: pgoutput read alone", "pgjdbc replication stream, nothing done with it", Controls.READ_ALONE);

    private final String label;
    private final String setUp;
    private final @Nullable Controls control;
    private final @Nullable String delivery;

    Candidate(String label, String setUp, @Nullable Controls control, @Nullable String delivery) {
        this.label = label;
        this.setUp = setUp;
        this.control = control;
        this.delivery = delivery;
    }

    Candidate(String label, String setUp, Controls control) {
        this(label, setUp, control, null);
    }

    public String label() {
        return label;
    }

    /** Describes the configuration of each system, one per line. */
    public static String setUps(Collection<Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> "- " + candidate.label + ": " + candidate.setUp)
                .collect(Collectors.joining("\n"));
    }

    /** The control that runs in the measured process; null for the relay. */
    @Nullable
    Controls control() {
        return control;
    }

    /** The relay's setting for delivery; null for a control. */
    @Nullable
    String delivery() {
        return delivery;
    }

    /** The table that the system reads. */
    public OutboxTable table() {
        return control == null ? OutboxTable.DUALSTREAM : control.table();
    }

    public boolean isOurs() {
        return control == null;
    }

    /** Whether the system's records in Kafka can be counted and timed. */
    public boolean writesKafka() {
        return this != READ_ALONE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
