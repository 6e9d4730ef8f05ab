package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Aggregates;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads all live streams from their beginning. Notifications are thin: they have no payload. */
final class RedisView implements AutoCloseable {

    private static final int PAGE = 2_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RedisView(String url) {
        client = RedisClient.create(url);
        connection = client.connect();
    }

    /**
     * Passes on all entries of the streams once the fence is there, or after {@code limit} without it. Returns the positions of
     * all entries, including fences.
     */
    Set<LivePosition> readTo(Fence fence, Duration limit, Checker checker) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!holds(fence) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        Set<LivePosition> positions = new HashSet<>();
        read(Fence.AGGREGATE_TYPE, sighting -> positions.add(LivePosition.parse(sighting.place())));
        for (String type : Aggregates.types()) {
            AtomicLong epoch = new AtomicLong();
            read(type, sighting -> {
                LivePosition position = LivePosition.parse(sighting.place());
                positions.add(position);
                if (epoch.getAndSet(position.epoch()) != position.epoch()) {
                    checker.beginEpoch();
                }
                checker.accept(sighting);
            });
        }
        return positions;
    }

    private boolean holds(Fence fence) {
        AtomicBoolean there = new AtomicBoolean();
        read(
                Fence.AGGREGATE_TYPE,
                sighting -> there.compareAndSet(false, sighting.id().equals(fence.id())));
        return there.get();
    }

    private void read(String aggregateType, Consumer<Sighting> viewer) {
        Range<String> rest = Range.unbounded();
        List<StreamMessage<String, String>> page;
        do {
            page = connection.sync().xrange("outbox:stream:" + aggregateType, rest, Limit.from(PAGE));
            for (StreamMessage<String, String> entry : page) {
                viewer.accept(sighting(Objects.requireNonNull(entry.getBody().get("event"))));
                rest = Range.from(Range.Boundary.excluding(entry.getId()), Range.Boundary.unbounded());
            }
        } while (page.size() == PAGE);
    }

    static Sighting sighting(String cloudEvent) {
        JsonNode event = JSON.readTree(cloudEvent);
        return new Sighting(
                UUID.fromString(event.get("id").asString()),
                event.get("subject").asString(),
                null,
                event.get("position").asString());
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
