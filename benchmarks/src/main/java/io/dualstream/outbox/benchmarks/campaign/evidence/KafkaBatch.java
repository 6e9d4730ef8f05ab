package io.dualstream.outbox.benchmarks.campaign.evidence;

/**
 * Records that a producer sent together, as they lie in a topic's file.
 *
 * @param transaction of which producer, and the how-manieth: the same in each partition that the transaction wrote to; empty for records
 *     of no transaction
 */
public record KafkaBatch(
        String topic, int partition, long firstOffset, long lastOffset, String transaction, Fate fate) {

    /** How its transaction ended, as the file says. */
    public enum Fate {
        COMMITTED,
        ABORTED,
        OPEN,
        /** It is of no transaction. */
        NONE
    }
}
