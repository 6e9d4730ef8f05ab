package io.dualstream.outbox.example.fresh;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The first event of an application about an order, as received from Kafka and from Redis. */
public record FirstEvent(String inKafka, String inRedis) {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Starts the application beside real servers, waits for its first event, and kills the application. */
    public static FirstEvent of(ProcessBuilder application) throws IOException {
        TestDatabase shop = SharedServers.postgres().createEmptyDatabase();
        String login = "?user=" + shop.username() + "&password=" + shop.password();
        String bootstrapServers = SharedServers.kafka().bootstrapServers();
        String redis = SharedServers.redis().url();
        application
                .environment()
                .putAll(Map.of(
                        "SPRING_DATASOURCE_URL", shop.jdbcUrl() + login,
                        "OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers,
                        "OUTBOX_RELAY_REDIS_URL", redis));
        Process process = application.start();
        try (KafkaRecords topic = KafkaRecords.committed(bootstrapServers, "outbox\\.event\\.order")) {
            return new FirstEvent(
                    told(topic.await(1, PATIENCE).get(0)),
                    RedisStreamReader.of(redis, "outbox:stream:order")
                            .await(1, PATIENCE)
                            .get(0)
                            .fields()
                            .toString());
        } finally {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static String told(ConsumerRecord<String, byte[]> record) {
        String headers = StreamSupport.stream(record.headers().spliterator(), false)
                .map(header -> header.key() + ": " + new String(header.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n   "));
        return record.topic() + " " + record.key() + " " + KafkaRecords.text(record) + "\n   " + headers;
    }

    public static void main(String[] logAndCommand) throws IOException {
        List<String> command = List.of(logAndCommand).subList(1, logAndCommand.length);
        FirstEvent event =
                of(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(new File(logAndCommand[0])));
        System.out.println("4. In Kafka\n   " + event.inKafka + "\n   In Redis\n   " + event.inRedis);
        System.exit(0); // the servers would keep this program alive
    }
}
