package io.dualstream.outbox.example.orders.demo.ledger;

import java.util.Locale;

/**
 * The sums of the ledger, in events.
 *
 * @param missing number of events that were committed more than 10 s ago and have not arrived on both streams
 * @param duplicates number of events that arrived twice on one stream
 * @param leaked number of events that were rolled back and still arrived on a stream
 */
public record Totals(
        long committed, long rolledBack, long inRedis, long inKafka, long missing, long duplicates, long leaked) {

    /** Returns whether every committed event arrived on both streams, once, and no other event arrived. */
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
