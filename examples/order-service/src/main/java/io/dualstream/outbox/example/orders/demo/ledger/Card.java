package io.dualstream.outbox.example.orders.demo.ledger;

import org.jspecify.annotations.Nullable;

/**
 * One line on the page: an order, or many orders that belong together. The {@link Ledger} that opened the card guards the
 * card with its lock.
 */
public final class Card {

    public enum Kind {
        ORDER,
        LEGACY,
        BURST,
        /** Another program, such as psql, committed the event: the demo saw only the arrival. */
        OUTSIDE
    }

    /**
     * The values of a card that the page shows.
     *
     * @param commitMs how long COMMIT took; null until the only event of the card committed
     * @param redisMs time from sending the last COMMIT to the last arrival in Redis; null while an event has not arrived
     * @param kafkaMs time from sending the last COMMIT to the last arrival in Kafka; null while an event has not arrived
     * @param elapsedMs time from the first event to the last COMMIT
     */
    public record View(
            long id,
            Kind kind,
            String title,
            String detail,
            int planned,
            int committed,
            int rolledBack,
            int inRedis,
            int inKafka,
            @Nullable Double commitMs,
            @Nullable Double redisMs,
            @Nullable Double kafkaMs,
            double elapsedMs) {}

    final long id;
    final Kind kind;
    final long openedNanos;
    private final String title;
    private final String detail;
    private int planned;
    private int committed;
    private int rolledBack;
    private long lastSentNanos;
    private long lastCommitNanos;
    private final Arrivals redis = new Arrivals();
    private final Arrivals kafka = new Arrivals();

    private static final class Arrivals {
        private int count;
        private long lastNanos;
    }

    Card(long id, Kind kind, String title, String detail, int planned, long nowNanos) {
        this.id = id;
        this.kind = kind;
        this.title = title;
        this.detail = detail;
        this.planned = planned;
        this.openedNanos = nowNanos;
        this.lastSentNanos = nowNanos;
        this.lastCommitNanos = nowNanos;
    }

    void grow() {
        planned++;
    }

    void committed(long sentNanos, long nowNanos) {
        committed++;
        lastSentNanos = Math.max(lastSentNanos, sentNanos);
        lastCommitNanos = Math.max(lastCommitNanos, nowNanos);
    }

    void rolledBack() {
        rolledBack++;
    }

    void arrived(Stream stream, long nowNanos) {
        Arrivals arrivals = stream == Stream.REDIS ? redis : kafka;
        arrivals.count++;
        arrivals.lastNanos = nowNanos;
    }

    View view() {
        boolean all = committed == planned;
        return new View(
                id,
                kind,
                title,
                detail,
                planned,
                committed,
                rolledBack,
                redis.count,
                kafka.count,
                all && planned == 1 ? Millis.of(lastCommitNanos - lastSentNanos) : null,
                all ? behindMs(redis) : null,
                all ? behindMs(kafka) : null,
                Millis.of(lastCommitNanos - openedNanos));
    }

    private @Nullable Double behindMs(Arrivals arrivals) {
        boolean known = kind != Kind.OUTSIDE && arrivals.count >= planned;
        return known ? Millis.of(arrivals.lastNanos - lastSentNanos) : null;
    }
}
