package io.dualstream.outbox.relay.internal.kafka.client;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The Kafka cluster, and the relay's identity there.
 *
 * @param clientId of every client: one relay on one slot
 * @param producer number of the relay's current transactional id; ids with lower numbers were left behind
 * @param source CloudEvents {@code source} of every event
 * @param properties for the clients; they override the relay's own
 */
public record KafkaSettings(
        String bootstrapServers,
        String clientId,
        int producer,
        String source,
        Topics topics,
        Map<String, String> properties) {

    /**
     * Topics that the relay publishes to, and the topic that stores its state.
     *
     * @param prefix prefix of topic names, before the aggregate type
     * @param partitions of a topic that the relay creates; 0 takes the broker's default, and so does a
     *     {@code replicationFactor} of 0
     */
    public record Topics(String prefix, String state, boolean create, int partitions, short replicationFactor) {}

    /** The {@code transactional.id}, which is the same for a successor, so that the successor fences this relay. */
    public String transactionalId() {
        return transactionalId(producer);
    }

    /** The {@code transactional.id} that follows if the current one has to be left behind. */
    public String nextTransactionalId() {
        return transactionalId(producer + 1);
    }

    /** The current transactional id, and all that were left behind. */
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

    /** The size of the largest record that the producer itself accepts: its {@code max.request.size}. */
    public int maxRequestBytes() {
        return Integer.parseInt(properties.getOrDefault("max.request.size", "1048576"));
    }
}
