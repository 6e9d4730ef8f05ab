package io.dualstream.outbox.relay.internal.kafka.client;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which Kafka, and as whom.
 *
 * @param clientId of every client: one relay on one slot
 * @param producer which of the relay's transactional ids is published under; those before it were left behind
 * @param source CloudEvents {@code source} of every event
 * @param properties for the clients; they win over those of this room
 */
public record KafkaSettings(
        String bootstrapServers,
        String clientId,
        int producer,
        String source,
        Topics topics,
        Map<String, String> properties) {

    /**
     * Topics the relay publishes to and keeps its state in.
     *
     * @param prefix a topic is named prefix + aggregate type
     * @param partitions of a topic the relay creates; 0 takes the broker's default, as {@code replicationFactor} does
     */
    public record Topics(String prefix, String state, boolean create, int partitions, short replicationFactor) {}

    /** The {@code transactional.id}, the same for whoever comes after, so that a successor fences its predecessor. */
    public String transactionalId() {
        return transactionalId(producer);
    }

    /** What this one may be left behind for. */
    public String nextTransactionalId() {
        return transactionalId(producer + 1);
    }

    /** That one, and all that were left behind. */
    public List<String> transactionalIds() {
        return IntStream.rangeClosed(0, producer)
                .mapToObj(this::transactionalId)
                .toList();
    }

    private String transactionalId(int number) {
        return number == 0 ? clientId : clientId + "." + number;
    }

    /** The same relay under another of its transactional ids. */
    public KafkaSettings withProducer(int number) {
        return new KafkaSettings(bootstrapServers, clientId, number, source, topics, properties);
    }

    /** What the producer itself takes, in one record: its {@code max.request.size}. */
    public int maxRequestBytes() {
        return Integer.parseInt(properties.getOrDefault("max.request.size", "1048576"));
    }
}
