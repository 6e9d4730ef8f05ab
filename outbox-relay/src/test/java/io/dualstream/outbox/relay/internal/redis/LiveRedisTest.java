package io.dualstream.outbox.relay.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.record.CloudEventJson;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.testkit.SharedServers;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveRedisTest {

    private static final StreamPosition BEGINNING = new StreamPosition(1000, 0);

    private final RedisClient client = RedisClient.create(SharedServers.redis().url());
    private final RedisCommands<String, String> commands = client.connect().sync();
    private LiveRedis redis;

    @BeforeEach
    void open() {
        commands.flushall();
        redis = connect();
        redis.claim(new Claim(1, "db"));
    }

    private static LiveRedis connect() {
        return LiveRedis.connect(
                new RedisSettings(
                        SharedServers.redis().url(),
                        Duration.ofSeconds(5),
                        "cursor",
                        new RedisSettings.Streams("events:", "stream:", 100)),
                new CloudEventJson("/s", false));
    }

    @AfterEach
    void close() {
        redis.close();
        client.shutdown();
    }

    @Test
    void returnsTheCursorThatWasPushedWithTheEvents() {
        assertThat(redis.claim(new Claim(1, "db"))).isNull();
        push(null, 2, "a", "b");
        assertThat(redis.claim(new Claim(2, "db")))
                .isEqualTo(new StoredCursor(BEGINNING.plus(2), "db", LiveCursor.START.toText()));
        assertThat(commands.xlen("stream:a")).isOne();
        assertThat(commands.xlen("stream:b")).isOne();
    }

    @Test
    void publishesWhatItAddsToTheStream() throws InterruptedException {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (var subscription = client.connectPubSub()) {
            subscription.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    received.add(channel + " " + message);
                }
            });
            subscription.sync().subscribe("events:a:7");
            push(null, 1, "a");
            assertThat(received.poll(10, TimeUnit.SECONDS))
                    .isEqualTo("events:a:7 "
                            + commands.xrange("stream:a", Range.unbounded())
                                    .get(0)
                                    .getBody()
                                    .get("event"));
        }
    }

    @Test
    void doesNotApplyTheSameBatchTwice() {
        push(null, 1, "a");
        assertThatThrownBy(() -> push(null, 1, "a")).hasMessageContaining("at position '1000-1' instead of 'null'");
        assertThat(commands.xlen("stream:a")).isOne();
    }

    @Test
    void refusesARelayWithAnOlderLease() {
        push(null, 1, "a");
        try (LiveRedis newer = connect()) {
            newer.claim(new Claim(7, "db"));
        }
        assertThatThrownBy(() -> push(BEGINNING.plus(1), 1, "a"))
                .isInstanceOf(LiveRedisException.Fenced.class)
                .hasMessageContaining("lease epoch 7, this relay has 1");
        assertThatThrownBy(() -> redis.claim(new Claim(6, "db"))).isInstanceOf(LiveRedisException.Fenced.class);
        assertThat(commands.xlen("stream:a")).isOne();
    }

    @Test
    void comparesNoLeasesOfDifferentDatabases() {
        redis.claim(new Claim(7, "db"));
        push(null, 1, "a");
        try (LiveRedis another = connect()) {
            assertThat(another.claim(new Claim(1, "another"))).isNotNull();
        }
        assertThatThrownBy(() -> push(BEGINNING.plus(1), 1, "a")).hasMessageContaining("claimed by '1 another'");
    }

    @Test
    void writesNothingWhenAStreamIsAhead() {
        commands.xadd("stream:b", new XAddArgs().id("2000-5"), Map.of("event", "{}"));
        assertThatThrownBy(() -> push(null, 2, "a", "b"))
                .isInstanceOfSatisfying(
                        LiveRedisException.Ahead.class,
                        e -> assertThat(e.epoch()).isEqualTo(2000));
        assertThat(commands.exists("stream:a")).isZero();
    }

    @Test
    void writesNothingWhenAKeyIsNoStream() {
        commands.set("stream:b", "mine");
        assertThatThrownBy(() -> push(null, 2, "a", "b"))
                .hasMessageContaining("WRONGTYPE")
                .hasMessageContaining("stream:b");
        assertThat(commands.exists("stream:a")).isZero();
    }

    @Test
    void sendsItsScriptsAgainToARedisThatForgotThem() {
        push(null, 1, "a");
        commands.scriptFlush();
        push(BEGINNING.plus(1), 1, "a");
        assertThat(commands.xlen("stream:a")).isEqualTo(2);
    }

    @Test
    void keepsStreamsShort() {
        push(null, 1000, IntStream.range(0, 1000).mapToObj(i -> "a").toArray(String[]::new));
        assertThat(commands.xlen("stream:a")).isBetween(100L, 300L);
    }

    private void push(@Nullable StreamPosition expected, int count, String... types) {
        StreamPosition from = expected == null ? BEGINNING : expected;
        List<EventRecord> events =
                List.of(types).stream().map(LiveRedisTest::event).toList();
        redis.push(new Push(expected, new StoredCursor(from.plus(count), "db", LiveCursor.START.toText()), events));
    }

    private static EventRecord event(String type) {
        return new EventRecord(
                1, new UUID(1, 1), type, "7", "T", null, null, null, Map.of(), null, "2026-01-01T00:00:00Z");
    }
}
