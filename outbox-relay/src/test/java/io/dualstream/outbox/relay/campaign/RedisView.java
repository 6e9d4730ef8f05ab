package io.dualstream.outbox.relay.campaign;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a reader of all live streams sees, from their beginning. Notifications are thin: no payloads. */
final class RedisView implements AutoCloseable {

    private static final int PAGE = 2_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RedisView(String url) {
        client = RedisClient.create(url);
        connection = client.connect();
    }

    /** Everything the streams hold once the fence is there; without it when time is up. */
    List<Sighting> readTo(Fence fence, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!read(Fence.AGGREGATE_TYPE).stream()
                        .anyMatch(sighting -> sighting.id().equals(fence.id()))
                && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return Aggregates.types().stream().flatMap(type -> read(type).stream()).toList();
    }

    private List<Sighting> read(String aggregateType) {
        List<Sighting> sightings = new ArrayList<>();
        Range<String> rest = Range.unbounded();
        List<StreamMessage<String, String>> page;
        do {
            page = connection.sync().xrange("outbox:stream:" + aggregateType, rest, Limit.from(PAGE));
            for (StreamMessage<String, String> entry : page) {
                sightings.add(sighting(Objects.requireNonNull(entry.getBody().get("event"))));
                rest = Range.from(Range.Boundary.excluding(entry.getId()), Range.Boundary.unbounded());
            }
        } while (page.size() == PAGE);
        return sightings;
    }

    static Sighting sighting(String cloudEvent) {
        JsonNode event = JSON.readTree(cloudEvent);
        return new Sighting(
                UUID.fromString(event.get("id").asString()),
                event.get("subject").asString(),
                null,
                "position " + event.path("position").asString(""));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
