package io.dualstream.outbox.relay.internal.kafka.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Makes Kafka clients with the time limits that the relay relies on: every failure shows within half a minute. */
public final class KafkaClients {

    public static final Duration ADMIN_LIMIT = Duration.ofSeconds(15);

    private final KafkaSettings settings;

    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
    }

    public Admin admin() {
        Map<String, Object> config = common();
        config.put("default.api.timeout.ms", (int) ADMIN_LIMIT.toMillis());
        config.put("request.timeout.ms", 5_000);
        config.putAll(settings.properties());
        return Admin.create(config);
    }

    /** {@code transactionalId} is null for a producer without transactions. */
    public Producer<byte[], byte[]> producer(@Nullable String transactionalId) {
        NativeLz4.prefer();
        Map<String, Object> config = common();
        config.put("acks", "all");
        config.put("enable.idempotence", "true");
        config.put("compression.type", "lz4");
        config.put("batch.size", 128 << 10);
        config.put("linger.ms", 2); // a batch ends with a flush: the delay only lets the first records gather
        // A broker refuses the first batches of a transaction while it still settles the previous one: retry soon.
        config.put("retry.backoff.ms", 5);
        config.put("max.block.ms", 15_000);
        config.put("request.timeout.ms", 10_000);
        config.put("delivery.timeout.ms", 30_000);
        if (transactionalId != null) {
            config.put("transactional.id", transactionalId);
            config.put("transaction.timeout.ms", 60_000);
        }
        config.putAll(settings.properties());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> config = common();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", "false");
        config.put("auto.offset.reset", "none");
        // The consumer reads up to a known end; by default, close() would wait half a second for further records.
        config.put("fetch.max.wait.ms", 20);
        // One answer has to come over a slow link before the request times out; and several are on the heap at a time.
        config.put("fetch.max.bytes", 512 << 10);
        config.put("default.api.timeout.ms", (int) ADMIN_LIMIT.toMillis());
        config.putAll(settings.properties());
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", settings.bootstrapServers());
        config.put("client.id", settings.clientId());
        config.put("reconnect.backoff.max.ms", 1_000);
        config.put("metadata.recovery.strategy", "rebootstrap");
        return config;
    }

    /** The value of the future, or a {@link KafkaUnavailableException} that names the action {@code what}. */
    public static <T> T get(String what, KafkaFuture<T> future) throws InterruptedException, ExecutionException {
        try {
            return future.get(ADMIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException(what + " got no answer within " + ADMIN_LIMIT, e);
        }
    }
}
