package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a listener can do to its relay: nothing. Kafka and Redis are away, so that both paths fail again and again. */
class RelayListenerTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final TestDatabase database = SharedServers.postgres().createDatabase();

    private Relay.Builder relay(String name) {
        return Relay.builder(RelaySettings.builder()
                .name(name)
                .slot(name)
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka("127.0.0.1:1")
                .kafkaProperties(Map.of("max.block.ms", "1000"))
                .redis("redis://127.0.0.1:1")
                .backoff(Duration.ofMillis(10), Duration.ofMillis(100))
                .build());
    }

    @Test
    void thatThrowsStopsNeitherThePathNorOtherListeners() throws InterruptedException {
        var throwing = new ThrowingListener();
        var durable = new CountDownLatch(1);
        var live = new CountDownLatch(3);
        try (Relay relay = relay("throwing")
                .listener(throwing.listener())
                .listener(new RelayListener() {
                    @Override
                    public void retrying(RelayStatus.Path path, int attempt, Duration delay, Throwable cause) {
                        (path == RelayStatus.Path.DURABLE ? durable : live).countDown();
                    }
                })
                .build()) {
            relay.start();
            assertThat(live.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(durable.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(throwing.called()).contains("stateChanged", "retrying");
        }
    }

    @Test
    void thatBlocksHoldsNoLock() throws Exception {
        var waiting = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var asked = new AtomicReference<Relay>();
        var own = new CompletableFuture<RelayStatus>();
        try (Relay relay = relay("blocking")
                .listener(new RelayListener() {
                    @Override
                    public void stateChanged(
                            RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
                        if (path != RelayStatus.Path.LIVE || to != RelayStatus.State.WAITING) {
                            return;
                        }
                        own.complete(Objects.requireNonNull(asked.get()).status());
                        waiting.countDown();
                        try {
                            goOn.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                })
                .build()) {
            asked.set(relay);
            relay.start();
            assertThat(waiting.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            RelayStatus seen = CompletableFuture.supplyAsync(relay::status).get(10, TimeUnit.SECONDS);
            assertThat(seen.live().state()).isEqualTo(RelayStatus.State.WAITING);
            assertThat(own.get(10, TimeUnit.SECONDS).live().state()).isEqualTo(RelayStatus.State.WAITING);
            goOn.countDown();
        }
    }
}
