package io.dualstream.outbox.benchmarks.campaign.judge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Checks whether fences have arrived, while servers may be down; a server that does not answer has no new fence. Not thread-safe. */
public final class FenceWatch implements AutoCloseable {

    private static final String TOPIC = "outbox.event." + Fence.AGGREGATE_TYPE;
    private static final String STREAM = "outbox:stream:" + Fence.AGGREGATE_TYPE;
    private static final int LAST = 20;
    private static final int PATIENCE_MILLIS = 2_000;

    private final Set<UUID> inKafka = new HashSet<>();
    private final KafkaConsumer<String, byte[]> consumer;
    private final RedisClient redis;
    private @Nullable StatefulRedisConnection<String, String> connection;

    public FenceWatch(String bootstrapServers, String redisUrl) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "reconnect.backoff.max.ms",
                        200,
                        "default.api.timeout.ms",
                        PATIENCE_MILLIS,
                        "request.timeout.ms",
                        PATIENCE_MILLIS),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        RedisURI uri = RedisURI.create(redisUrl);
        uri.setTimeout(Duration.ofMillis(PATIENCE_MILLIS));
        redis = RedisClient.create(uri);
    }

    /** Whether {@code read_committed} consumers have seen the fence by now. */
    public boolean isInKafka(Fence fence) {
        try {
            if (consumer.assignment().isEmpty()) {
                consumer.assign(consumer.listTopics().getOrDefault(TOPIC, List.of()).stream()
                        .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                        .toList());
            }
            if (!consumer.assignment().isEmpty()) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
                    inKafka.add(UUID.fromString(id));
                }
            }
        } catch (KafkaException noAnswer) {
            return false;
        }
        return inKafka.contains(fence.id());
    }

    /** Whether the fence's stream in Redis holds the fence now. */
    public boolean isInRedis(Fence fence) {
        try {
            if (connection == null) {
                connection = redis.connect();
            }
            for (StreamMessage<String, String> entry :
                    connection.sync().xrevrange(STREAM, Range.unbounded(), Limit.from(LAST))) {
                String event = Objects.requireNonNull(entry.getBody().get("event"));
                if (RedisView.sighting(event).id().equals(fence.id())) {
                    return true;
                }
            }
            return false;
        } catch (RedisException noAnswer) {
            return false;
        }
    }

    @Override
    public void close() {
        consumer.close();
        redis.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
