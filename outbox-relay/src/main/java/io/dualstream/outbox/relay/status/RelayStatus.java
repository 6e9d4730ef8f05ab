package io.dualstream.outbox.relay.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status of a relay at one instant. Reading the status contacts no server. */
public record RelayStatus(String name, Durable durable, Live live, Retention retention) {

    /**
     * The status of the durable path.
     *
     * @param waitingFor what the path waits for, one sentence; null while the path runs
     * @param confirmedLsn the slot's confirmed LSN when last read, {@code X/X}
     * @param lagBytes WAL between the confirmed LSN and the server's insert LSN, when last read; -1 before the first reading
     * @param cursor the durable cursor in words; null before the first reading
     * @param deadLetters number of events that Kafka rejected for good and that are neither published nor discarded, as last
     *     known to this relay
     * @param parkedEvents number of events that wait behind dead letters, or for a stalled topic
     * @param stalledTopics topics that take no writes while others do, and the times since when: their events are parked
     * @param recoveries number of recoveries from the table, without a first start
     * @param unrecoverable ranges of events, in words, that the last recovery found nowhere any more
     * @param wal the WAL that the slot holds back, and the progress of its stream
     */
    public record Durable(
            State state,
            @Nullable String waitingFor,
            String slot,
            @Nullable String confirmedLsn,
            long lagBytes,
            @Nullable String cursor,
            long publishedEvents,
            long suppressedEvents,
            double eventsPerSecond,
            @Nullable Instant lastPublishedAt,
            long deadLetters,
            long parkedEvents,
            Map<String, Instant> stalledTopics,
            long recoveries,
            List<String> unrecoverable,
            Wal wal) {

        public Durable {
            stalledTopics = Map.copyOf(stalledTopics);
            unrecoverable = List.copyOf(unrecoverable);
        }
    }

    /**
     * The WAL that the server keeps for the slot.
     *
     * @param heldBytes WAL kept for the slot, when last read, whatever the path waits for; -1 if there is no slot
     * @param safeBytes how much more WAL may be written before the server invalidates the slot; null if the server never
     *     does, or already has
     * @param maxRetainedBytes retained WAL above which the relay drops the slot; 0: never
     * @param slotsGivenUp number of slots that the relay has dropped since this relay began to lead
     * @param movedAt when the last event or heartbeat arrived through the slot; null before the first one
     */
    public record Wal(
            long heldBytes,
            @Nullable Long safeBytes,
            long maxRetainedBytes,
            long slotsGivenUp,
            @Nullable Instant movedAt) {}

    /**
     * The status of the live path.
     *
     * @param waitingFor what the path waits for, one sentence; null while the path runs
     * @param epoch the epoch of the streams; 0 before the first reading
     * @param high the latest transaction (xid) whose events are pushed; 0 before the first one
     * @param openGaps earlier transactions that were open when last read: their events are pushed when they commit
     * @param cursorBytes size of the live cursor
     */
    public record Live(
            State state,
            @Nullable String waitingFor,
            long epoch,
            long high,
            int openGaps,
            int cursorBytes,
            long pushedEvents,
            double eventsPerSecond,
            @Nullable Instant lastPushedAt) {}

    /**
     * The status of the table's partitions.
     *
     * @param keep how long events are kept at least; zero: events are never deleted
     * @param settledXid events of transactions before this xid are in every sink, and may be deleted; 0 if none may be
     *     deleted
     * @param droppedPartitions number of partitions dropped since this relay began to lead
     * @param left partitions that could not be created, moved or dropped in the last run, with the reasons
     */
    public record Retention(Duration keep, long settledXid, long droppedPartitions, Map<String, String> left) {

        public Retention {
            left = Map.copyOf(left);
        }
    }

    /** The two paths by which an event leaves the table. */
    public enum Path {
        /** The path from the WAL to Kafka. */
        DURABLE,
        /** The path from the table to Redis. */
        LIVE;

        public String label() {
            return this == DURABLE ? "Durable" : "Live";
        }

        /** Returns the path's name in metrics. */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The state of a path; {@code package-info} of the relay contains the diagram. */
    public enum State {
        NEW,
        /** Another relay leads, and this relay waits. */
        STANDBY,
        STARTING,
        RUNNING,
        /** A server or resource that the path needs is not available. The path tries again, with backoff. */
        WAITING,
        /** The path has stopped for good: only a human can repair the cause. */
        FAILED,
        STOPPED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
