package io.dualstream.outbox.benchmarks.control;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka producer of the tuned controls. */
final class Producers {

    /** Settings that differ from the client's defaults (which are acks=all and idempotent). */
    static final Map<String, Object> TUNED = Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
            ProducerConfig.BATCH_SIZE_CONFIG, 131_072,
            ProducerConfig.LINGER_MS_CONFIG, 1,
            ProducerConfig.BUFFER_MEMORY_CONFIG, 67_108_864);

    private Producers() {}

    static KafkaProducer<byte[], byte[]> tuned(String bootstrapServers) {
        return new KafkaProducer<>(
                merged(bootstrapServers, TUNED), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends without waiting. A failure ends the process, so that half a backlog cannot pass as a result. */
    @SuppressWarnings("FutureReturnValueIgnored")
    static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> event) {
        producer.send(event, (metadata, failure) -> {
            if (failure != null) {
                System.err.println("send failed: " + failure);
                Runtime.getRuntime().halt(1);
            }
        });
    }

    static Map<String, Object> merged(String bootstrapServers, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return all;
    }
}
