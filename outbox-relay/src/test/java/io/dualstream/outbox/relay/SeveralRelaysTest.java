package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.testkit.KafkaRecords;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Relays of several outboxes in one JVM: a host with several databases, or tests whose contexts live side by side. */
class SeveralRelaysTest {

    @Test
    void streamSideBySideAndNoneWaitsForAnother() throws SQLException {
        try (Relay first = start("several1")) {
            try (Relay second = start("several2")) {
                assertThat(first.status().name()).isEqualTo("several1");
                assertThat(second.status().name()).isEqualTo("several2");
            }
        }
    }

    /** With an event published before and one streamed. */
    private static Relay start(String name) throws SQLException {
        TestDatabase shop = SharedServers.postgres().createDatabase();
        Relay relay = Relay.builder(RelaySettings.builder()
                        .name(name)
                        .slot(name)
                        .postgres(shop.jdbcUrl(), shop.username(), shop.password())
                        .kafka(SharedServers.kafka().bootstrapServers())
                        .topicPrefix(name + ".")
                        .stateTopic(name + "-state")
                        .build())
                .build();
        try (Connection connection = shop.dataSource().getConnection();
                Statement statement = connection.createStatement();
                KafkaRecords records =
                        KafkaRecords.committed(SharedServers.kafka().bootstrapServers(), name + "[.]order")) {
            statement.execute("select outbox.publish('order', '1', 'Placed', '{}')");
            relay.start();
            records.await(1, Duration.ofMinutes(3));
            statement.execute("select outbox.publish('order', '2', 'Placed', '{}')");
            records.await(2, Duration.ofMinutes(3));
        }
        return relay;
    }
}
