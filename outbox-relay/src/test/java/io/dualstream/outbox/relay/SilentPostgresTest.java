package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that hangs answers nothing and refuses nothing: whoever waits for its answers is late where its successor already leads. */
class SilentPostgresTest {

    private static final String NAME = "silent";

    /** 2 s until the lease is given up, 3 s for a login that nobody answers; the rest is for a busy machine. Without being cut off, 20 s more. */
    private static final Duration NOTICED = Duration.ofSeconds(15);

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final TestDatabase shop = SharedServers.postgres().createDatabase();

    @Test
    void isLeftWithinSeconds() throws Exception {
        try (TestProxy link = TestProxy.to(SharedServers.postgres().port());
                Relay relay = relay(shop.through(link));
                KafkaRecords records =
                        KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), NAME + "[.]order")) {
            relay.start();
            publish();
            records.await(1, LIMIT);
            await().atMost(LIMIT).until(() -> relay.status().live().pushedEvents() == 1);

            long began = System.nanoTime();
            link.hang();
            await().atMost(LIMIT)
                    .until(() -> relay.status().durable().waitingFor() != null
                            && relay.status().live().waitingFor() != null);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(NOTICED);

            publish();
            link.restore();
            assertThat(records.await(2, LIMIT)).hasSize(2);
            // a new term, which counts anew
            await().atMost(LIMIT).until(() -> relay.status().live().pushedEvents() == 1);
        }
    }

    private void publish() throws Exception {
        shop.execute("select outbox.publish('order', '1', 'Placed', '{}')");
    }

    private static Relay relay(TestDatabase through) {
        return Relay.builder(RelaySettings.builder()
                        .name(NAME)
                        .slot(NAME)
                        .postgres(through.jdbcUrl(), through.username(), through.password())
                        .kafka(SharedServers.kafka().bootstrapServers())
                        .topicPrefix(NAME + ".")
                        .stateTopic(NAME + "-state")
                        .redis(SharedServers.redis().url())
                        .liveStreamPrefix(NAME + ":")
                        .build())
                .build();
    }
}
