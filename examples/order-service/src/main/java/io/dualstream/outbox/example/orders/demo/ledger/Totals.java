package io.dualstream.outbox.example.orders.demo.ledger;

import java.util.Locale;

/**
 * The sums of the ledger, in events.
 *
 * @param missing committed more than 10 s ago and still not on both streams
 * @param duplicates seen twice on one stream
 * @param leaked rolled back, and yet seen on a stream
 */
public record Totals(
        long committed, long rolledBack, long inRedis, long inKafka, long missing, long duplicates, long leaked) {

    /** Everything committed arrived on both streams, once, and nothing else did. */
    public boolean balanced() {
        return inRedis == committed && inKafka == committed && duplicates == 0 && leaked == 0;
    }

    public String inWords() {
        return String.format(
                Locale.ROOT,
                "%,d committed = %,d in Redis = %,d in Kafka; %,d rolled back, %,d of them seen; %,d seen twice",
                committed,
                inRedis,
                inKafka,
                rolledBack,
                leaked,
                duplicates);
    }
}
