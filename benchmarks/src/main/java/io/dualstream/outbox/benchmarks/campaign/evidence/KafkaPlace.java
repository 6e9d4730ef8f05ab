package io.dualstream.outbox.benchmarks.campaign.evidence;

/**
 * A record of a topic.
 *
 * @param life counts how often the topic was deleted before
 */
public record KafkaPlace(int life, int partition, long offset) implements Place {

    @Override
    public String toString() {
        return "partition " + partition + " offset " + offset + (life == 0 ? "" : " of its life " + (life + 1));
    }
}
