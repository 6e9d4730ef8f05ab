package io.dualstream.outbox.benchmarks.campaign.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer of all event topics from their first record on, through every outage. Thread-safe; close it. */
public final class KafkaRecorder extends Recorder {

    private static final Pattern TOPICS = Pattern.compile("outbox[.]event[.].+");
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BETWEEN_LOOKS_FOR_TOPICS = Duration.ofMillis(300);
    private static final int PATIENCE_MILLIS = 2_000;

    private final Attributes attributes = new Attributes();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final boolean committedOnly;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private long lookedForTopics;

    private KafkaRecorder(String bootstrapServers, String isolation) {
        super("kafka-" + isolation);
        committedOnly = isolation.equals("read_committed");
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        isolation,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "metadata.max.age.ms",
                        1_000,
                        "reconnect.backoff.max.ms",
                        200,
                        "default.api.timeout.ms",
                        PATIENCE_MILLIS,
                        "request.timeout.ms",
                        PATIENCE_MILLIS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        start();
    }

    /** Sees what Kafka transactions committed. */
    public static KafkaRecorder committed(String bootstrapServers) {
        return new KafkaRecorder(bootstrapServers, "read_committed");
    }

    /** Sees what aborted Kafka transactions wrote, too. */
    public static KafkaRecorder uncommitted(String bootstrapServers) {
        return new KafkaRecorder(bootstrapServers, "read_uncommitted");
    }

    @Override
    void look() {
        try {
            if (System.nanoTime() - lookedForTopics > BETWEEN_LOOKS_FOR_TOPICS.toNanos()) {
                assignAll();
            }
            poll();
        } catch (KafkaException noAnswer) {
            pause();
        }
    }

    private void poll() {
        if (consumer.assignment().isEmpty()) {
            pause();
        } else {
            consumer.poll(POLL).forEach(this::record);
        }
    }

    private void record(ConsumerRecord<byte[], byte[]> record) {
        UUID id = Sighting.NOBODY;
        long micros = 0;
        List<String> others = new ArrayList<>();
        others.add("key=" + (record.key() == null ? "" : new String(record.key(), UTF_8)));
        for (Header header : record.headers()) {
            String value = header.value() == null ? "null" : new String(header.value(), UTF_8);
            if (header.key().equals("ce_id") && id.equals(Sighting.NOBODY)) {
                id = id(value);
            } else if (header.key().equals("ce_time") && micros == 0 && Attributes.micros(value) != 0) {
                micros = Attributes.micros(value);
            } else {
                others.add(header.key() + "=" + value);
            }
        }
        if (id.equals(Sighting.NOBODY) && !committedOnly) {
            return; // to end a transaction that a broker left open, something has to be sent and aborted
        }
        String topic = names.computeIfAbsent(record.topic(), name -> name);
        add(new Sighting(
                id,
                topic,
                new KafkaPlace(lives.getOrDefault(topic, 0), record.partition(), record.offset()),
                attributes.intern(others),
                micros,
                Payload.of(record.value())));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return Sighting.NOBODY;
        }
    }

    private void assignAll() {
        Set<TopicPartition> partitions = consumer.listTopics().values().stream()
                .flatMap(List::stream)
                .filter(partition ->
                        TOPICS.matcher(partition.topic()).matches() && !leftOut.contains(partition.topic()))
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .collect(Collectors.toSet());
        if (!partitions.equals(consumer.assignment())) {
            consumer.assign(partitions);
        }
        lookedForTopics = System.nanoTime();
    }

    /** Reads on to where the topics end now; whether it got there in time. */
    public boolean reachEnd(Duration limit) {
        return call(() -> reachEnd(topic -> true, limit));
    }

    private boolean reachEnd(Predicate<String> topics, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Map<TopicPartition, Long> ends = null;
        while (System.nanoTime() - deadline < 0) {
            try {
                if (ends == null) {
                    assignAll();
                    ends = consumer.endOffsets(assigned(topics));
                }
                if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    return true;
                }
                poll();
            } catch (KafkaException noAnswer) {
                pause();
            }
        }
        return false;
    }

    private Set<TopicPartition> assigned(Predicate<String> topics) {
        return consumer.assignment().stream()
                .filter(partition -> topics.test(partition.topic()))
                .collect(Collectors.toSet());
    }

    /** Before a topic is deleted: reads it to its end, and no further until {@link #beginAgain}. */
    public void leave(String topic, Duration limit) {
        call(() -> {
            boolean all = reachEnd(topic::equals, limit);
            leftOut.add(topic);
            consumer.assign(assigned(other -> !other.equals(topic)));
            return all;
        });
    }

    /** Once it is deleted: another topic of that name is read from its beginning. */
    public void beginAgain(String topic) {
        call(() -> {
            lives.merge(topic, 1, Integer::sum);
            return leftOut.remove(topic);
        });
    }

    /** How often each topic was deleted. */
    public Map<String, Integer> lives() {
        return call(() -> Map.copyOf(lives));
    }

    @Override
    void end() {
        consumer.close();
    }
}
