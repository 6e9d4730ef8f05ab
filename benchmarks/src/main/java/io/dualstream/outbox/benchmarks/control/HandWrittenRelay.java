package io.dualstream.outbox.benchmarks.control;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The upper bound: one thread, a decoder of our own, a tuned producer, the relay's topics, keys and headers. Delivers at least
 * once. It handles no failure and has neither lease nor cursor, so nobody should use it.
 */
final class HandWrittenRelay implements Control {

    private static final long CONFIRM_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] SOURCE = bytes("/benchmark");
    private static final byte[] SPEC_VERSION = bytes("1.0");
    private static final byte[] JSON = bytes("application/json");

    @Override
    public void run(ControlSettings settings) throws SQLException {
        try (WalStream stream = new WalStream(settings);
                KafkaProducer<byte[], byte[]> producer = Producers.tuned(settings.bootstrapServers())) {
            PgOutputDecoder decoder = new PgOutputDecoder(new Publisher(stream, producer, settings.topicPrefix()));
            while (!Thread.currentThread().isInterrupted()) {
                decoder.decode(stream.read());
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Publisher implements PgOutputDecoder.Sink {

        private final WalStream stream;
        private final KafkaProducer<byte[], byte[]> producer;
        private final String topicPrefix;
        private long confirmedAt = System.nanoTime();

        Publisher(WalStream stream, KafkaProducer<byte[], byte[]> producer, String topicPrefix) {
            this.stream = stream;
            this.producer = producer;
            this.topicPrefix = topicPrefix;
        }

        @Override
        public void inserted(InsertedRow row) {
            byte[] aggregateId = row.bytes("aggregate_id");
            ProducerRecord<byte[], byte[]> event =
                    new ProducerRecord<>(topicPrefix + row.text("aggregate_type"), aggregateId, row.bytes("payload"));
            Headers headers = event.headers();
            headers.add("ce_id", row.bytes("id"));
            headers.add("ce_type", row.bytes("event_type"));
            headers.add("ce_source", SOURCE);
            headers.add("ce_time", row.bytes("created_us"));
            headers.add("ce_subject", aggregateId);
            headers.add("ce_specversion", SPEC_VERSION);
            headers.add("content-type", JSON);
            Producers.send(producer, event);
        }

        @Override
        public void committed(long endLsn) {
            if (System.nanoTime() - confirmedAt > CONFIRM_INTERVAL_NANOS) {
                producer.flush();
                stream.confirm(endLsn);
                confirmedAt = System.nanoTime();
            }
        }
    }
}
