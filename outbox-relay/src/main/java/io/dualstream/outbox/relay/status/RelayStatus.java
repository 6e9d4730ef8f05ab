package io.dualstream.outbox.relay.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a relay knows of itself at one instant. Reading it touches no server. */
public record RelayStatus(String name, Durable durable, Live live, Retention retention) {

    /**
     * The durable path.
     *
     * @param waitingFor what the path waits for, one sentence; null while it runs
     * @param confirmedLsn the slot's confirmed LSN as last seen, {@code X/X}
     * @param lagBytes WAL between the confirmed LSN and the server's insert LSN, as last seen; -1 before the first look
     * @param cursor the durable cursor in words; null before the first read
     * @param deadLetters events that Kafka refused for good and nobody has dealt with, as this relay last knew
     * @param parkedEvents events that wait behind them, or for a stalled topic
     * @param stalledTopics topics that take no writes while others do, and since when: their events are parked
     * @param recoveries how often it had to recover from the table, a first start not counted
     * @param unrecoverable ranges of events that the last recovery found nowhere any more, in words
     * @param wal what the slot costs the server, and whether its stream moves
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
     * The WAL behind the slot.
     *
     * @param heldBytes the server keeps for the slot, as last seen, whatever the path waits for; -1 when there is no slot
     * @param safeBytes may yet be written before the server gives the slot up; null if it never does, or has
     * @param maxRetainedBytes above which the relay gives it up; 0: never
     * @param slotsGivenUp how often it did, since this relay began to lead
     * @param movedAt when an event or a heartbeat came through the slot last; null before the first
     */
    public record Wal(
            long heldBytes,
            @Nullable Long safeBytes,
            long maxRetainedBytes,
            long slotsGivenUp,
            @Nullable Instant movedAt) {}

    /**
     * The live path.
     *
     * @param waitingFor what the path waits for, one sentence; null while it runs
     * @param epoch of the streams; 0 before the first look
     * @param high the latest transaction (xid) whose events are pushed; 0 before any is
     * @param openGaps transactions before it that were open when last seen: theirs come when they commit
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
     * The table's partitions.
     *
     * @param keep how long events are kept at least; zero: for ever
     * @param settledXid events of older transactions are in every sink, and may go; 0 when none may
     * @param droppedPartitions since this relay began to lead
     * @param left partitions that were to be made, moved or dropped and were not when last looked, and why
     */
    public record Retention(Duration keep, long settledXid, long droppedPartitions, Map<String, String> left) {

        public Retention {
            left = Map.copyOf(left);
        }
    }

    /** The two ways an event leaves the table. */
    public enum Path {
        /** WAL to Kafka. */
        DURABLE,
        /** Table to Redis. */
        LIVE;

        public String label() {
            return this == DURABLE ? "Durable" : "Live";
        }

        /** Its name in metrics. */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a path is in its life; {@code package-info} holds the diagram. */
    public enum State {
        NEW,
        /** Another relay leads; this one waits. */
        STANDBY,
        STARTING,
        RUNNING,
        /** Something it needs is away; it tries again with backoff. */
        WAITING,
        /** Stopped for good: only a human can mend this. */
        FAILED,
        STOPPED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
