package io.dualstream.outbox.relay.status;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the table with the Kafka topics and the Redis streams. A reconciliation only reads; a relay, writers and
 * retention may run at the same time (retention waits until the table has been read). A reconciliation needs about 500 bytes
 * of heap for every 256th event, and 61 bytes of temporary disk space for each event in each of the three. Thread-safe.
 */
public interface Reconciler {

    /**
     * Compares the events of a range. Blocks until the range has been read. After an exception, nothing is known about the
     * range.
     */
    Report run(Range range) throws SQLException, IOException;

    /**
     * Returns a follower, which compares what the relay reports as written from then on. Contacts no server.
     *
     * @param after where an earlier follower ended; null to begin where the relay is now
     */
    Follower follow(@Nullable Position after);

    /**
     * Compares stretch after stretch. Every event belongs to one stretch: that of the transactions which the relay reported as
     * written since the last one. Whoever opens a follower closes it. Not thread-safe.
     */
    interface Follower extends AutoCloseable {

        /**
         * Compares what was reported as written since the last call. Blocks until that is read. After an exception, nothing is
         * known about the stretch, and the next call compares it again.
         */
        Stretch next() throws SQLException, IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Where a stretch ends and the next one begins.
     *
     * @param xid the stretches so far contain the events of all transactions before this xid; 0 if the relay has reported
     *     nothing yet
     * @param time time at which the relay's progress was read, by the database's clock
     * @param kafka offset up to which each partition was read, by topic and partition, such as {@code outbox.event.order-0}
     * @param redis position up to which the streams were read; null without Redis
     * @param again creation time of the oldest event that was read from a sink, and that belongs to a later stretch; null
     *     without such an event
     */
    record Position(
            long xid,
            Instant time,
            Map<String, Long> kafka,
            @Nullable String redis,
            @Nullable Instant again) {

        public Position {
            kafka = Map.copyOf(kafka);
        }
    }

    /**
     * The comparison of one stretch.
     *
     * @param report times: when the relay's progress was read before, and for this stretch; pending: number of events that
     *     are left for later stretches
     * @param fromXid the stretch contains the events of the transactions from this xid to the one of {@code next}, exclusive
     * @param settledTo every event that was created before this time, and committed before the end of the report, belongs
     *     to this stretch or an earlier one
     * @param retried number of dead letters of earlier stretches that Kafka has got since
     * @param unpublished number of dead letters that are neither published nor discarded now, of all stretches
     * @param notes sentences on why the stretch is empty, or what could not be compared
     */
    record Stretch(
            Report report,
            long fromXid,
            Position next,
            Instant settledTo,
            long retried,
            long unpublished,
            List<String> notes) {

        public Stretch {
            notes = List.copyOf(notes);
        }
    }

    /**
     * The range of events to compare: the events that were created in a period. A range of seq selects the period in which
     * its events were created.
     */
    sealed interface Range {

        /** The events created from {@code from} (inclusive) to {@code to} (exclusive), with a precision of microseconds. */
        record Time(Instant from, Instant to) implements Range {

            public Time {
                if (!from.isBefore(to)) {
                    throw new IllegalArgumentException("from must be before to, was " + from + " and " + to);
                }
            }

            /** Returns the range of all events. */
            public static Time all() {
                return new Time(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("3000-01-01T00:00:00Z"));
            }

            public long fromMicros() {
                return micros(from);
            }

            public long toMicros() {
                return micros(to);
            }

            /** Returns the microseconds since 1970. ChronoUnit computes with nanoseconds, which overflow in 2262. */
            public static long micros(Instant instant) {
                return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
            }

            public boolean contains(long micros) {
                return micros >= fromMicros() && micros < toMicros();
            }
        }

        /** The events from {@code from} to {@code to}, both inclusive. */
        record Seq(long from, long to) implements Range {

            public Seq {
                if (from > to) {
                    throw new IllegalArgumentException("from must not be after to, was " + from + " and " + to);
                }
            }
        }
    }

    /**
     * The result of a reconciliation.
     *
     * @param from beginning of the compared period
     * @param to end of the compared period, exclusive
     * @param inTable number of events in the table
     * @param inKafka number of the table's events that Kafka has
     * @param inRedis number of the table's events that Redis has in its current epoch; null if the relay has no Redis
     * @param pending number of the table's events that a sink does not have, and that the relay does not yet report as
     *     written
     * @param notKept number of events that a sink does not have because the sink keeps no events of that age, or that the
     *     table no longer keeps
     * @param foreign number of records and entries that are not events: id or time cannot be read
     * @param deadLetters number of the table's events that Kafka does not have because they are dead letters
     * @param counts number of differences by kind; a kind without differences is left out
     * @param differences the first {@value #LISTED} differences
     */
    record Report(
            Instant from,
            Instant to,
            long inTable,
            long inKafka,
            @Nullable Long inRedis,
            long pending,
            long notKept,
            long foreign,
            Letters deadLetters,
            Map<Kind, Long> counts,
            List<Difference> differences) {

        /** Maximum number of listed differences; further ones are only counted. */
        public static final int LISTED = 1_000;

        public Report {
            counts = Map.copyOf(counts);
            differences = List.copyOf(differences);
        }

        /** The kind of a difference. */
        public enum Kind {
            /** The event is committed, and a sink that must have the event does not have it. */
            LOST,
            /** The event occurs more often in a sink than in the table. */
            DUPLICATE,
            /** The event is in a sink, and was never committed. */
            LEAKED,
            /** The event has a different payload, key or topic in Kafka than in the table, and no dead letter says so. */
            ALTERED,
            /** The event is in Kafka behind a later event of the same transaction and key. */
            OUT_OF_ORDER
        }

        /**
         * Numbers of events that Kafka does not have because they are dead letters, by what became of the letter.
         *
         * @param open Kafka rejected the event, and nobody has requested anything yet
         * @param parked the event waits behind another one, or for its topic
         * @param pending a request is not executed yet, or was executed while the events were read
         * @param discarded an operator discarded the event
         */
        public record Letters(long open, long parked, long pending, long discarded) {}

        /**
         * One difference.
         *
         * @param sink {@code kafka} or {@code redis}
         * @param id the event's id
         * @param where the place in the sink or, for a lost event, in the table
         */
        public record Difference(
                Kind kind, String sink, @Nullable String id, String aggregateType, String where) {

            @Override
            public String toString() {
                return kind + " " + sink + " " + aggregateType + " " + (id == null ? "" : id + " ") + where;
            }
        }

        /**
         * Returns whether table, Kafka and Redis contain the same events, as far as the report covers them: pending events
         * and dead letters are no differences.
         */
        public boolean same() {
            return counts.isEmpty();
        }
    }
}
