package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Records the messages that a subscriber of all live channels receives. The subscriber may miss messages, but can always detect
 * it. Thread-safe.
 */
public final class SubscriberLog implements AutoCloseable {

    private final Queue<Heard> log = new ConcurrentLinkedQueue<>();
    private final RedisClient client;
    private final StatefulRedisPubSubConnection<String, String> connection;

    private record Heard(LivePosition position, UUID id, boolean isFence) {}

    public SubscriberLog(String url) {
        client = RedisClient.create(url);
        connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, String message) {
                Sighting sighting = RedisView.sighting(message);
                boolean isFence = channel.startsWith("events:" + Fence.AGGREGATE_TYPE + ":");
                log.add(new Heard(LivePosition.parse(sighting.place()), sighting.id(), isFence));
            }
        });
        connection.sync().psubscribe("events:*");
    }

    Stream<LivePosition> positions() {
        return log.stream().map(Heard::position);
    }

    /**
     * The verdict: the subscriber must have received only committed events, none twice or out of order within an epoch, and
     * must find every missed event of the last epoch in the streams.
     *
     * @param inStreams every position that the streams hold
     */
    public Verdict verdict(Truth truth, Set<LivePosition> inStreams) {
        List<Violation> violations = new ArrayList<>();
        Map<LivePosition, UUID> heard = new HashMap<>();
        LivePosition last = LivePosition.NONE;
        for (Heard one : log) {
            Fact fact = truth.committed().get(one.id());
            long nanos = fact == null ? 0 : fact.nanos();
            if (fact == null && !one.isFence()) {
                violations.add(new Violation(Wrong.LEAKED, 0, "subscriber heard " + one));
            }
            if (heard.put(one.position(), one.id()) != null) {
                violations.add(new Violation(Wrong.DUPLICATE, nanos, "subscriber heard again " + one));
            } else if (one.position().compareTo(last) < 0) {
                violations.add(new Violation(Wrong.DISORDERED, nanos, "subscriber heard " + one + " after " + last));
            }
            last = one.position();
        }
        violations.addAll(missed(heard.keySet(), inStreams));
        return new Verdict(
                "Subscriber", truth.committed().size(), truth.rolledBack().size(), heard.size(), 0, violations);
    }

    /** Positions of the last epoch count from 1 without a gap. */
    private static List<Violation> missed(Set<LivePosition> heard, Set<LivePosition> inStreams) {
        Set<LivePosition> all = new HashSet<>(heard);
        all.addAll(inStreams);
        LivePosition end = all.stream().max(LivePosition::compareTo).orElse(LivePosition.NONE);
        return LongStream.rangeClosed(1, end.number())
                .mapToObj(number -> new LivePosition(end.epoch(), number))
                .filter(position -> !all.contains(position))
                .map(position -> new Violation(Wrong.LOST, 0, "no subscriber can find position " + position))
                .toList();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
