package io.dualstream.outbox.example.orders.demo.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.apache.kafka.clients.consumer.ConsumerConfig.AUTO_OFFSET_RESET_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.ISOLATION_LEVEL_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.METADATA_MAX_AGE_CONFIG;

import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import io.dualstream.outbox.example.orders.demo.ledger.Stream;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Consumes from Kafka with {@code read_committed} on a thread of its own, and reports each record to the ledger. */
public final class KafkaWitness implements AutoCloseable {

    private final KafkaConsumer<String, String> consumer;
    private final Ledger ledger;
    private final Thread thread;

    public KafkaWitness(String bootstrapServers, Ledger ledger) {
        this.ledger = ledger;
        var settings = Map.<String, Object>of(
                BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                GROUP_ID_CONFIG, "demo-witness",
                ISOLATION_LEVEL_CONFIG, "read_committed",
                AUTO_OFFSET_RESET_CONFIG, "earliest",
                METADATA_MAX_AGE_CONFIG, 1_000); // finds topics that are new within a second
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        thread = new Thread(this::run, "demo-kafka-witness");
        thread.start();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(Pattern.compile("outbox\\.event\\..*"));
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(this::report);
            }
        } catch (WakeupException closing) {
            // close() was called
        }
    }

    private void report(ConsumerRecord<String, String> record) {
        byte[] id =
                requireNonNull(record.headers().lastHeader("ce_id"), "ce_id").value();
        ledger.arrived(Stream.KAFKA, UUID.fromString(new String(id, UTF_8)), record.topic() + ":" + record.key());
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
