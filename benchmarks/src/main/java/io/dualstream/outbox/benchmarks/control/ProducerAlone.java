package io.dualstream.outbox.benchmarks.control;

import io.dualstream.outbox.benchmarks.load.Marks;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends as many records as the backlog holds, from memory, to measure the Kafka client and the broker alone. */
final class ProducerAlone implements Control {

    private static final int SAMPLE_ROWS = 20_000;

    private static final String SAMPLE = """
            select aggregate_id, payload::text, id::text, event_type, created_at::text
              from outbox.event
             where aggregate_type = 'order'
             limit ?
            """;

    @Override
    public void run(ControlSettings settings) throws SQLException {
        List<ProducerRecord<byte[], byte[]>> samples = samples(settings);
        try (KafkaProducer<byte[], byte[]> producer = Producers.tuned(settings.bootstrapServers())) {
            for (int n = 1, mark = Marks.FIRST; n <= settings.events(); n++) {
                if (mark <= Marks.LAST && n == Marks.position(mark, settings.events())) {
                    Producers.send(producer, markRecord(settings, mark++));
                } else {
                    Producers.send(producer, samples.get(n % samples.size()));
                }
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> markRecord(ControlSettings settings, int mark) {
        return new ProducerRecord<>(
                settings.topicPrefix() + Marks.AGGREGATE_TYPE,
                Integer.toString(mark).getBytes(StandardCharsets.UTF_8));
    }

    /** Some events of the backlog; a record may be sent more than once. */
    private static List<ProducerRecord<byte[], byte[]>> samples(ControlSettings settings) throws SQLException {
        List<ProducerRecord<byte[], byte[]>> samples = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(settings.jdbcUrl(), settings.username(), settings.password());
                PreparedStatement select = connection.prepareStatement(SAMPLE)) {
            select.setInt(1, SAMPLE_ROWS);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ProducerRecord<byte[], byte[]> event =
                            new ProducerRecord<>(settings.topicPrefix() + "order", rows.getBytes(1), rows.getBytes(2));
                    event.headers().add("ce_id", rows.getBytes(3));
                    event.headers().add("ce_type", rows.getBytes(4));
                    event.headers().add("ce_time", rows.getBytes(5));
                    samples.add(event);
                }
            }
        }
        return samples;
    }
}
