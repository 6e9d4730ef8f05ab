package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A key that gets nearly all events does not hold up the others. */
@OutboxServers
class HotKeyTest {

    private static final int ROUNDS = 40;
    private static final int HOT = 570;
    private static final int OTHERS = 30;
    /** Events of one Kafka transaction, which becomes visible as a whole. */
    private static final int PORTION = 1000;

    private final DurableScene scene;

    HotKeyTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DurableScene(database, kafka);
    }

    @Test
    @SuppressWarnings("try") // a relay does its work by being open
    void whatIsCommittedBeforeMoreOfTheHotKeyArrivesBeforeIt() throws Exception {
        RelaySettingsBuilder settings = scene.settings().newTopics(1, (short) 1).maxTransactionRows(PORTION);
        try (Relay first = scene.start(settings)) {
            insertRounds(ROUNDS / 2); // while it runs
        }
        insertRounds(ROUNDS / 2); // a backlog
        int all = ROUNDS * (HOT + OTHERS);
        List<ConsumerRecord<String, byte[]>> arrived;
        try (Relay second = scene.start(settings)) {
            arrived = scene.arrived(all);
        }
        assertThat(arrived).hasSize(all);
        int hot = 0;
        int others = 0;
        for (ConsumerRecord<String, byte[]> record : arrived) {
            if (record.key().equals("hot")) {
                hot++;
            } else {
                int round = others++ / OTHERS;
                assertThat(hot)
                        .as("events of the hot key before other %d", others)
                        .isEqualTo((round + 1) * HOT);
            }
        }
    }

    private void insertRounds(int rounds) throws SQLException {
        for (int round = 0; round < rounds; round++) {
            insert("'hot'", HOT);
            insert("'other ' || n", OTHERS);
        }
    }

    private void insert(String key, int count) throws SQLException {
        scene.database.execute(
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) select 'order', " + key
                        + ", 'Placed', '{}' from generate_series(1, " + count + ") n");
    }
}
