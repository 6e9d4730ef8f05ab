package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.load.Sink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;

/** Reads a topic and passes the id of each event to a tap. The id is in the header of the relay or of Debezium's EventRouter. */
public final class KafkaSubscriber implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Tap tap;
    private final Thread thread;
    private volatile boolean running = true;

    public KafkaSubscriber(KafkaConsumer<byte[], byte[]> consumer, Tap tap) {
        this.consumer = consumer;
        this.tap = tap;
        this.thread = new Thread(this::run, "benchmark-consumer");
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (running) {
                for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
                    tap.arrived(Sink.KAFKA, id(event), System.nanoTime());
                }
            }
        }
    }

    private static String id(ConsumerRecord<byte[], byte[]> event) {
        Header ours = event.headers().lastHeader("ce_id");
        Header header = ours == null ? event.headers().lastHeader("id") : ours;
        return new String(header.value(), StandardCharsets.UTF_8).replace("\"", "");
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
