package io.dualstream.outbox.relay.kafka;

import java.util.Map;

/**
 * Which Kafka, and as whom.
 *
 * @param clientId of every client, and the {@code transactional.id}: one relay on one slot, so that its successor fences it
 * @param source CloudEvents {@code source} of every event
 * @param properties for the clients; they win over those of this room
 */
public record KafkaSettings(
        String bootstrapServers, String clientId, String source, Topics topics, Map<String, String> properties) {

    /**
     * Topics the relay publishes to and keeps its state in.
     *
     * @param prefix a topic is named prefix + aggregate type
     * @param partitions of a topic the relay creates; 0 takes the broker's default, as {@code replicationFactor} does
     */
    public record Topics(String prefix, String state, boolean create, int partitions, short replicationFactor) {}

    /** What the producer itself takes, in one record: its {@code max.request.size}. */
    int maxRequestBytes() {
        return Integer.parseInt(properties.getOrDefault("max.request.size", "1048576"));
    }
}
