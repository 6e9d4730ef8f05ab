package io.dualstream.outbox.kafka;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Inbox;
import io.dualstream.outbox.inbox.InboxOptions;
import io.dualstream.outbox.inbox.JdbcInbox;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A process with two consumers of one group, which leave one row in the table {@code effect} for each time they handle an event. It
 * ends when it is told to or when its standard input does, and does not mind being killed.
 */
final class ConsumerProcess {

    private static final Duration POLL = Duration.ofMillis(100);

    private final JdbcTemplate jdbc;
    private final Inbox inbox;
    private final boolean withInbox;
    private final boolean inBatches;
    private final Random random = new Random();

    private ConsumerProcess(String jdbcUrl, boolean withInbox, boolean inBatches) {
        var server = new PGSimpleDataSource();
        server.setUrl(jdbcUrl);
        server.setUser("postgres");
        server.setPassword("postgres");
        var connection = new SingleConnectionDataSource(open(server), true);
        jdbc = new JdbcTemplate(connection);
        inbox = new JdbcInbox(connection, InboxOptions.defaults().withMaxAttempts(1_000_000));
        this.withInbox = withInbox;
        this.inBatches = inBatches;
    }

    public static void main(String[] args) throws IOException {
        List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            var consumer =
                    new KafkaConsumer<>(settings(args[0]), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            var process = new ConsumerProcess(args[1], Boolean.parseBoolean(args[2]), n == 0);
            var thread = new Thread(() -> process.consume(consumer), "consumer-" + n);
            thread.start();
            consumers.add(consumer);
            threads.add(thread);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(consumers, threads)));
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }

    private void consume(KafkaConsumer<byte[], byte[]> consumer) {
        try (consumer) {
            consumer.subscribe(List.of(InboxKillTest.TOPIC));
            while (true) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (TopicPartition partition : records.partitions()) {
                    consume(consumer, partition, records.records(partition));
                }
            }
        } catch (WakeupException e) {
            // leaves the group in an orderly way
        }
    }

    private void consume(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            handle(records.stream().map(KafkaEnvelope::of).toList());
            long next = records.get(records.size() - 1).offset() + 1;
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(next)));
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            // All of it again: what was handled is a duplicate then. The partition may have been taken away meanwhile.
            if (consumer.assignment().contains(partition)) {
                consumer.seek(partition, records.get(0).offset());
            }
        }
    }

    private void handle(List<Envelope> events) {
        if (!withInbox) {
            events.forEach(this::effect);
        } else if (inBatches) {
            inbox.handleAll("counting", events, fresh -> {
                fresh.forEach(this::effect);
                failNowAndThen();
            });
        } else {
            for (Envelope event : events) {
                inbox.handle("counting", event, e -> {
                    effect(e);
                    failNowAndThen();
                });
            }
        }
    }

    private void effect(Envelope event) {
        jdbc.update("insert into effect values (?)", event.id());
    }

    private void failNowAndThen() {
        if (random.nextInt(100) == 0) {
            throw new IllegalStateException("now and then");
        }
    }

    private static void leave(List<KafkaConsumer<byte[], byte[]>> consumers, List<Thread> threads) {
        consumers.forEach(KafkaConsumer::wakeup);
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A session so short that a busy machine is enough for a consumer to be thought dead while it works. */
    private static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "counting",
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "max.poll.records",
                40,
                "session.timeout.ms",
                1_500,
                "heartbeat.interval.ms",
                400);
    }

    private static Connection open(PGSimpleDataSource server) {
        try {
            return server.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
