package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.internal.RedisConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestProxyTest {
    private static TestRedis redis;
    private TestProxy proxy;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void open() {
        proxy = TestProxy.to(redis.port());
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void cutsWhatIsOpenAndRefusesWhatIsNewUntilRestored() throws IOException {
        try (RedisConnection connection = connect()) {
            assertThat(connection.call("PING")).isEqualTo("PONG");
            assertThat(proxy.connections()).isEqualTo(1);

            proxy.cut();

            assertThatThrownBy(() -> connection.call("PING")).isInstanceOf(SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThat(proxy.connections()).isZero();
        }
        proxy.restore();
        ping();
    }

    @Test
    void takesEverythingAndAnswersNothingWhileItHangs() throws IOException {
        try (RedisConnection connection = connect()) {
            assertThat(connection.call("PING")).isEqualTo("PONG");

            proxy.hang();

            assertThatThrownBy(() -> connection.call("SET", "colour", "blue"))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(this::ping).isInstanceOf(SocketTimeoutException.class);

            proxy.restore();
            assertThat(connection.receive()).isEqualTo("OK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void hangsOneWay(TestProxy.Direction direction) throws IOException {
        redis.flushAll();
        try (RedisConnection connection = connect();
                RedisConnection direct = RedisConnection.open(redis.port(), Duration.ofMinutes(1))) {
            assertThat(connection.call("PING")).isEqualTo("PONG");

            proxy.hang(direction);

            assertThatThrownBy(() -> connection.call("SET", "colour", "blue"))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(direct.call("EXISTS", "colour")).isEqualTo(direction == TestProxy.Direction.TO_CLIENT ? 1L : 0L);
        }
    }

    @Test
    void delaysAndThinsOut() throws IOException {
        try (RedisConnection connection = RedisConnection.open(proxy.port(), Duration.ofMinutes(1))) {
            proxy.slow(Duration.ofMillis(100), 100_000);
            long began = System.nanoTime();

            connection.call("SET", "colour", "b".repeat(30_000));

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(490), Duration.ofSeconds(30));
            proxy.restore();
            assertThat(connection.call("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void leadsElsewhereAndLeavesNoConnectionBehind() throws IOException {
        try (TestRedis other = TestRedis.start();
                RedisConnection before = connect()) {
            before.call("SET", "colour", "blue");

            proxy.target(other.port());

            assertThatThrownBy(() -> before.call("PING")).isInstanceOf(SocketException.class);
            try (RedisConnection after = connect()) {
                assertThat(after.call("GET", "colour")).isNull();
            }
        }
    }

    @Test
    void isTheOnlyWayToAKafkaBehindIt() throws Exception {
        try (TestProxy network = TestProxy.start();
                TestKafka kafka = TestKafka.builder().behind(network).start();
                Admin direct = admin(kafka.port());
                Admin through = admin(network.port())) {
            direct.createTopics(List.of(new NewTopic("a", 1, (short) 1))).all().get();
            assertThat(through.listTopics().names().get()).containsExactly("a");

            network.hang();

            assertThat(direct.listTopics().names().get()).containsExactly("a");
            assertThatThrownBy(() -> through.listTopics().names().get()).isInstanceOf(ExecutionException.class);
        }
    }

    private static Admin admin(int port) {
        return Admin.create(Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "default.api.timeout.ms",
                2_000,
                "request.timeout.ms",
                1_000));
    }

    private void ping() throws IOException {
        try (RedisConnection connection = connect()) {
            assertThat(connection.call("PING")).isEqualTo("PONG");
        }
    }

    private RedisConnection connect() throws IOException {
        return RedisConnection.open(proxy.port(), Duration.ofMillis(300));
    }
}
