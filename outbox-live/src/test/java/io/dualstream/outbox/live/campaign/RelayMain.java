package io.dualstream.outbox.live.campaign;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import java.io.IOException;
import java.time.Duration;

/** A relay as a process: JDBC URL, user, password, Kafka, Redis. */
final class RelayMain {

    private RelayMain() {}

    public static void main(String[] arguments) throws IOException {
        Relay.builder(RelaySettings.builder()
                        .postgres(arguments[0], arguments[1], arguments[2])
                        .kafka(arguments[3])
                        .redis(arguments[4])
                        .liveStreamMaxLength(1_000_000)
                        .leaseTimeout(Duration.ofSeconds(3))
                        .backoff(Duration.ofMillis(50), Duration.ofMillis(500))
                        .build())
                .build()
                .start();
        Child.endWithParent();
    }
}
