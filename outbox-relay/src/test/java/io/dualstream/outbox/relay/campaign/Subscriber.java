package io.dualstream.outbox.relay.campaign;

import io.dualstream.outbox.relay.campaign.History.Attempt;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Listens to all live channels and notes when each event came. Thread-safe. */
final class Subscriber implements AutoCloseable {

    private final Map<UUID, Long> arrivals = new ConcurrentHashMap<>();
    private final RedisClient client;
    private final StatefulRedisPubSubConnection<String, String> connection;

    Subscriber(String url) {
        client = RedisClient.create(url);
        connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, String message) {
                arrivals.putIfAbsent(RedisView.sighting(message).id(), System.nanoTime());
            }
        });
        connection.sync().psubscribe("events:*");
    }

    boolean hasSeen(UUID id) {
        return arrivals.containsKey(id);
    }

    /** The longest time in which nothing came, between two arrivals. */
    long longestSilenceNanos() {
        long[] sorted =
                arrivals.values().stream().mapToLong(Long::longValue).sorted().toArray();
        long longest = 0;
        for (int i = 1; i < sorted.length; i++) {
            longest = Math.max(longest, sorted[i] - sorted[i - 1]);
        }
        return longest;
    }

    /** From just before COMMIT was sent until the event was here, for events committed between two instants. */
    long[] latencyNanos(List<Attempt> attempts, long fromNanos, long toNanos) {
        return attempts.stream()
                .filter(attempt -> attempt.outcome() == Outcome.COMMITTED)
                .filter(attempt -> attempt.endingNanos() - fromNanos >= 0 && attempt.endingNanos() - toNanos < 0)
                .flatMapToLong(attempt -> attempt.intents().stream()
                        .map(intent -> arrivals.get(intent.id()))
                        .filter(Objects::nonNull)
                        .mapToLong(arrived -> arrived - attempt.endingNanos()))
                .toArray();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
