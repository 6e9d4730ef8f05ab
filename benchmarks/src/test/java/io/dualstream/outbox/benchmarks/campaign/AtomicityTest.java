package io.dualstream.outbox.benchmarks.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.benchmarks.campaign.evidence.Recorders;
import io.dualstream.outbox.benchmarks.campaign.judge.EpochReasons;
import io.dualstream.outbox.benchmarks.campaign.judge.Excuse;
import io.dualstream.outbox.benchmarks.campaign.judge.Judge;
import io.dualstream.outbox.benchmarks.campaign.judge.Verdict;
import io.dualstream.outbox.benchmarks.campaign.judge.Wire;
import io.dualstream.outbox.benchmarks.campaign.writers.Aggregates;
import io.dualstream.outbox.benchmarks.campaign.writers.Door;
import io.dualstream.outbox.benchmarks.campaign.writers.Ending;
import io.dualstream.outbox.benchmarks.campaign.writers.Fence;
import io.dualstream.outbox.benchmarks.campaign.writers.History;
import io.dualstream.outbox.benchmarks.campaign.writers.Shape;
import io.dualstream.outbox.benchmarks.campaign.writers.Transaction;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettings.LivePayload;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What arrives in Kafka and Redis is exactly what committed: through every door, whatever the ending. */
class AtomicityTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final TestPostgres postgres = TestPostgres.start();
    private final TestKafka kafka = TestKafka.start(Map.of("num.partitions", "4"));
    private final TestRedis redis = TestRedis.start();
    private final TestDatabase at = postgres.createDatabase();
    private final DataSource database = at.dataSource();
    private final Recorders recorders = new Recorders(kafka.bootstrapServers(), redis.url());
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
        recorders.close();
        redis.close();
        kafka.close();
        postgres.close();
    }

    @Test
    void deliversWhatCommittedThroughEveryDoorWhateverTheEnding() throws Exception {
        transactEveryWay();
        startRelay();
        transactEveryWay();
        arrivesExactly();
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
        arrivesExactly();
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
        RelaySettings settings = RelaySettings.builder()
                .postgres(at.jdbcUrl(), at.username(), at.password())
                .kafka(kafka.bootstrapServers())
                .redis(redis.url())
                .liveStreamMaxLength(1_000_000)
                .livePayload(LivePayload.FULL)
                .build();
        return Relay.builder(settings)
                .listener(new RelayListener() {
                    @Override
                    public void stateChanged(
                            RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
                        if (path == RelayStatus.Path.DURABLE && to == RelayStatus.State.RUNNING) {
                            streaming.countDown();
                        }
                    }
                })
                .build();
    }

    private void arrivesExactly() throws SQLException {
        Fence fence = Fence.commit(database, history);
        Await.until(
                "the last event",
                LIMIT,
                () -> recorders.isInKafka(fence.id())
                        && recorders.isInRedis(fence.id())
                        && recorders.subscriber().hasSeen(fence.id()));
        Truth truth;
        try (Connection connection = database.getConnection()) {
            truth = history.settle(connection);
        }
        assertThat(truth.committed()).isNotEmpty();
        assertThat(truth.rolledBack()).isNotEmpty();
        EpochReasons epochs = new EpochReasons();
        epochs.begin(0);
        epochs.add();
        Judge judge = new Judge(new Wire("/" + at.name() + "/outbox", true), new Excuse(), epochs, false);
        assertThat(judge.judge(truth, fence, recorders.collect(LIMIT))).allMatch(Verdict::isClean, "clean");
    }
}
