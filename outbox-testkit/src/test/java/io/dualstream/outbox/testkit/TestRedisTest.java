package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.internal.RedisConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TestRedisTest {

    @Test
    void comesBackOnTheSamePortAfterAKillWithoutItsData() throws IOException {
        try (TestRedis redis = TestRedis.start()) {
            call(redis, "SET", "colour", "blue");

            redis.kill();
            assertThatThrownBy(() -> call(redis, "PING")).isInstanceOf(IOException.class);
            redis.restart();

            assertThat(call(redis, "GET", "colour")).isNull();
        }
    }

    @Test
    void keepsItsDataThroughAKillWhenAppendOnly() throws IOException {
        try (TestRedis redis = TestRedis.start(Map.of("appendonly", "yes", "appendfsync", "always"))) {
            call(redis, "SET", "colour", "blue");

            redis.kill();
            redis.restart();

            assertThat(call(redis, "GET", "colour")).isEqualTo("blue");
        }
    }

    @Test
    void aReplicaTakesOver() throws IOException {
        try (TestRedis redis = TestRedis.start()) {
            call(redis, "SET", "colour", "blue");
            try (TestRedis replica = redis.replica()) {
                assertThatThrownBy(() -> call(replica, "SET", "colour", "red")).hasMessageContaining("READONLY");

                redis.kill();
                replica.promote();

                assertThat(call(replica, "GET", "colour")).isEqualTo("blue");
                assertThat(call(replica, "SET", "colour", "red")).isEqualTo("OK");
            }
        }
    }

    @Test
    void mayBeClosedAgainAtOnce() {
        for (int i = 0; i < 5; i++) {
            TestRedis redis = TestRedis.start();
            redis.close();
            redis.close();
        }
    }

    @Test
    void hangsWhilePaused() throws IOException {
        try (TestRedis redis = TestRedis.start()) {
            redis.pause();
            assertThatThrownBy(() -> call(redis, "PING")).isInstanceOf(SocketTimeoutException.class);

            redis.resume();
            assertThat(call(redis, "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void isReadEntryByEntry() throws IOException {
        try (TestRedis redis = TestRedis.start()) {
            RedisStreamReader reader = RedisStreamReader.of(redis.url(), "colours");
            assertThat(reader.all()).isEmpty();

            call(redis, "XADD", "colours", "7-1", "event", "blåbær", "n", "1");
            call(redis, "XADD", "colours", "7-2", "event", "");

            assertThat(reader.await(2, Duration.ofMinutes(3)))
                    .containsExactly(
                            new RedisStreamReader.Entry("7-1", Map.of("event", "blåbær", "n", "1")),
                            new RedisStreamReader.Entry("7-2", Map.of("event", "")));
        }
    }

    private static @Nullable Object call(TestRedis redis, String... words) throws IOException {
        try (RedisConnection connection = RedisConnection.open(redis.port(), Duration.ofMillis(300))) {
            return connection.call(words);
        }
    }
}
