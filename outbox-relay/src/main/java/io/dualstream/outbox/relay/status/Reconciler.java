package io.dualstream.outbox.relay.status;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the table with the Kafka topics and the Redis streams. Reads only; a relay, writers and retention may go on meanwhile
 * (retention waits for the table to be read). Needs about 500 bytes of heap for every 256th event, and 61 bytes of temporary disk
 * for each event in each of the three. Thread-safe.
 */
public interface Reconciler {

    /** Blocks for as long as it takes to read the range; any exception means that nothing can be said. */
    Report run(Range range) throws SQLException, IOException;

    /** What to compare: the events created in a stretch of time. A range of seq stands for the time in which it was created. */
    sealed interface Range {

        /** From {@code from} to before {@code to}, microseconds exact. */
        record Time(Instant from, Instant to) implements Range {

            public Time {
                if (!from.isBefore(to)) {
                    throw new IllegalArgumentException("from must be before to, was " + from + " and " + to);
                }
            }

            /** All the time there is. */
            public static Time all() {
                return new Time(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("3000-01-01T00:00:00Z"));
            }

            public long fromMicros() {
                return micros(from);
            }

            public long toMicros() {
                return micros(to);
            }

            /** Since 1970; ChronoUnit goes by way of nanoseconds, which end in 2262. */
            public static long micros(Instant instant) {
                return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
            }

            public boolean contains(long micros) {
                return micros >= fromMicros() && micros < toMicros();
            }
        }

        /** From {@code from} to {@code to}, both included. */
        record Seq(long from, long to) implements Range {

            public Seq {
                if (from > to) {
                    throw new IllegalArgumentException("from must not be after to, was " + from + " and " + to);
                }
            }
        }
    }

    /**
     * What a reconciliation found.
     *
     * @param from beginning of what was compared
     * @param to end of it, not included
     * @param inTable events that the table has
     * @param inKafka events of the table that Kafka has
     * @param inRedis events of the table that Redis has in its current epoch
     * @param pending events of the table that a sink has not, and that the relay does not yet say it has
     * @param notKept events that a sink has not, for it keeps nothing that old; or that the table no longer keeps
     * @param foreign records and entries that are no events: without readable id and time
     * @param counts of differences by kind; a kind that did not occur is left out
     * @param differences the first {@value #LISTED} of them
     */
    record Report(
            Instant from,
            Instant to,
            long inTable,
            long inKafka,
            long inRedis,
            long pending,
            long notKept,
            long foreign,
            Map<Kind, Long> counts,
            List<Difference> differences) {

        /** Differences beyond these are counted only. */
        public static final int LISTED = 1_000;

        public Report {
            counts = Map.copyOf(counts);
            differences = List.copyOf(differences);
        }

        /** What may be wrong with an event. */
        public enum Kind {
            /** Committed, and not in a sink that must have it. */
            LOST,
            /** More often in a sink than in the table. */
            DUPLICATE,
            /** In a sink, and never committed. */
            LEAKED,
            /** Its payload in Kafka is another than in the table. */
            ALTERED,
            /** In Kafka behind a later event of the same transaction and key. */
            OUT_OF_ORDER
        }

        /**
         * One difference.
         *
         * @param sink {@code kafka} or {@code redis}
         * @param id of the event
         * @param where in the sink or, of a lost one, in the table
         */
        public record Difference(
                Kind kind, String sink, @Nullable String id, String aggregateType, String where) {

            @Override
            public String toString() {
                return kind + " " + sink + " " + aggregateType + " " + (id == null ? "" : id + " ") + where;
            }
        }

        /** Whether all three hold the same, as far as can be said. */
        public boolean same() {
            return counts.isEmpty();
        }
    }
}
