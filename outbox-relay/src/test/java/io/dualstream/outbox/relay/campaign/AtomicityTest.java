package io.dualstream.outbox.relay.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.Path;
import io.dualstream.outbox.relay.PathState;
import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.RelayListener;
import io.dualstream.outbox.relay.RelaySettings;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What arrives in Kafka and Redis is exactly what committed: through every door, whatever the ending. */
class AtomicityTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Servers servers = Servers.fresh();
    private final DataSource database = servers.database().dataSource();
    private final History history = new History();
    private final CountDownLatch streaming = new CountDownLatch(1);
    private final Relay relay = relay();

    @BeforeEach
    void start() throws SQLException {
        try (Connection connection = database.getConnection()) {
            Aggregates.create(connection, 10);
        }
    }

    @AfterEach
    void stop() {
        relay.close();
        servers.close();
    }

    @Test
    void deliversWhatCommittedThroughEveryDoorWhateverTheEnding() throws Exception {
        transactEveryWay();
        startRelay();
        transactEveryWay();
        arrivesExactly("Every door and ending, before and after the first start");
    }

    private void transactEveryWay() throws SQLException {
        for (Door door : Door.values()) {
            for (Ending ending : Ending.values()) {
                for (boolean savepoint : new boolean[] {false, true}) {
                    transact(new Shape(door, ending, savepoint, List.of(1, 4, 8), 7));
                }
            }
        }
    }

    @Test
    void deliversTransactionsOf100_000Rows() throws Exception {
        startRelay();
        transact(new Shape(Door.COPY, Ending.ROLLBACK, false, List.of(3), 100_000));
        transact(new Shape(Door.COPY, Ending.COMMIT, false, List.of(3, 5), 50_000));
        arrivesExactly("A transaction of 100,000 rows, and one rolled back");
    }

    private void startRelay() throws InterruptedException {
        relay.start();
        assertThat(streaming.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private void transact(Shape shape) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Transaction.run(connection, shape, "gid", history);
        }
    }

    private Relay relay() {
        TestDatabase at = servers.database();
        RelaySettings settings = RelaySettings.builder()
                .postgres(at.jdbcUrl(), at.username(), at.password())
                .kafka(servers.kafka().bootstrapServers())
                .redis(servers.redis().url())
                .liveStreamMaxLength(1_000_000)
                .build();
        return Relay.builder(settings)
                .listener(new RelayListener() {
                    @Override
                    public void stateChanged(Path path, PathState from, PathState to, String why) {
                        if (path == Path.DURABLE && to == PathState.RUNNING) {
                            streaming.countDown();
                        }
                    }
                })
                .build();
    }

    private void arrivesExactly(String run) throws SQLException {
        Truth truth;
        try (Connection connection = database.getConnection()) {
            truth = history.settle(connection);
        }
        Report.line(run);
        assertThat(truth.committed()).isNotEmpty();
        assertThat(truth.rolledBack()).isNotEmpty();
        assertThat(Verdicts.of(servers, truth)).matches(Verdicts::areClean, "clean");
    }
}
