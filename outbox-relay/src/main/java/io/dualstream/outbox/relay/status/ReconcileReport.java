package io.dualstream.outbox.relay.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
public record ReconcileReport(
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

    public ReconcileReport {
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
