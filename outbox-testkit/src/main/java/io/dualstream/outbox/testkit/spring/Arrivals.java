package io.dualstream.outbox.testkit.spring;

import static java.util.stream.Collectors.joining;

import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.RedisStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Waits for events at their consumers: in the Kafka topic, as {@code read_committed} consumers see the topic, and in the
 * Redis stream. Only events that the relay of this application context sent are visible. Events that are rolled back, or are
 * not committed yet (as in a {@code @Transactional} test), never arrive.
 */
public final class Arrivals {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sinks sinks;
    private final ArrivedEvents arrived;
    private final Duration timeout;

    Arrivals(Sinks sinks, ArrivedEvents arrived) {
        this(sinks, arrived, PATIENCE);
    }

    private Arrivals(Sinks sinks, ArrivedEvents arrived, Duration timeout) {
        this.sinks = sinks;
        this.arrived = arrived;
        this.timeout = timeout;
    }

    /** Returns an object that waits this long instead of 30 s. */
    public Arrivals within(Duration timeout) {
        return new Arrivals(sinks, arrived, timeout);
    }

    /**
     * Waits for the aggregate's first event in Kafka. When the time is up, throws an {@link AssertionError} that lists the
     * arrived events.
     */
    public ArrivedEvent inKafka(String aggregateType, Object aggregateId) {
        return inKafka(aggregateType, aggregateId, 1).get(0);
    }

    /** Waits until Kafka has at least {@code count} events of the aggregate, and returns all of them in order. */
    public List<ArrivedEvent> inKafka(String aggregateType, Object aggregateId, int count) {
        String topic = sinks.topicPrefix() + aggregateType;
        try (KafkaRecords records = KafkaRecords.committed(sinks.bootstrapServers(), Pattern.quote(topic))) {
            Wanted wanted = new Wanted(aggregateType + " " + aggregateId, count, "Kafka topic " + topic);
            try {
                records.await(all -> of(aggregateId, arrived.inKafka(all)).size() >= count, timeout);
            } catch (AssertionError e) {
                throw missing(wanted, arrived.inKafka(records.all()), e);
            }
            return of(aggregateId, arrived.inKafka(records.all()));
        }
    }

    /**
     * Waits for the aggregate's first event in Redis. When the time is up, throws an {@link AssertionError} that lists the
     * arrived events.
     */
    public ArrivedEvent inRedis(String aggregateType, Object aggregateId) {
        return inRedis(aggregateType, aggregateId, 1).get(0);
    }

    /** Waits until the Redis stream has at least {@code count} events of the aggregate, and returns all of them in order. */
    public List<ArrivedEvent> inRedis(String aggregateType, Object aggregateId, int count) {
        String stream = sinks.streamPrefix() + aggregateType;
        RedisStreamReader reader = RedisStreamReader.of(sinks.redisUrl(), stream);
        Wanted wanted = new Wanted(aggregateType + " " + aggregateId, count, "Redis stream " + stream);
        try {
            return of(
                    aggregateId,
                    arrived.inRedis(reader.await(
                            all -> of(aggregateId, arrived.inRedis(all)).size() >= count, timeout)));
        } catch (AssertionError e) {
            throw missing(wanted, arrived.inRedis(reader.all()), e);
        }
    }

    private static List<ArrivedEvent> of(Object aggregateId, List<ArrivedEvent> events) {
        return events.stream()
                .filter(event -> aggregateId.toString().equals(event.aggregateId()))
                .toList();
    }

    private AssertionError missing(Wanted wanted, List<ArrivedEvent> came, AssertionError timedOut) {
        String others = came.isEmpty()
                ? "Nothing came from this application; was the transaction committed?"
                : came.stream().map(ArrivedEvent::toString).collect(joining("\n  ", "There came:\n  ", ""));
        return new AssertionError(
                "fewer than " + wanted.count + " events of " + wanted.aggregate + " in the " + wanted.place + " after "
                        + timeout + ". " + others,
                timedOut);
    }

    private record Wanted(String aggregate, int count, String place) {}
}
