package io.dualstream.outbox.relay.internal.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.lease.Lease;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Errors while it leads, on a real server. */
class LeaderElectionTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final TestDatabase database = SharedServers.postgres().createDatabase();
    private final RelayListener nobody = new RelayListener() {};
    private final PathLifecycle durable = new PathLifecycle(RelayStatus.Path.DURABLE, nobody);
    private final PathLifecycle live = new PathLifecycle(RelayStatus.Path.LIVE, nobody);
    private final AtomicReference<Error> next = new AtomicReference<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    /** Its paths run at once, and an error comes from within when a test says so. */
    private final class RunningTerm implements LeaderElection.Term {

        @Override
        public void start() {
            durable.transitionTo(RelayStatus.State.STARTING, "test");
            durable.transitionTo(RelayStatus.State.RUNNING, "test");
            begun.incrementAndGet();
        }

        @Override
        public void abandon() {}

        @Override
        public boolean over() {
            Error now = next.getAndSet(null);
            if (now != null) {
                throw now;
            }
            return false;
        }

        @Override
        public void close() {
            ended.incrementAndGet();
        }
    }

    private LeaderElection election() {
        RelaySettings settings = RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka("localhost:1")
                .backoff(Duration.ofMillis(10), Duration.ofMillis(100))
                .build();
        return new LeaderElection(settings, durable, live, epoch -> new RunningTerm());
    }

    @Test
    void endsTheTermAfterAnErrorAndLeadsAgain() {
        try (LeaderElection election = election()) {
            election.start();
            await().atMost(LIMIT).until(() -> begun.get() == 1);
            next.set(new OutOfMemoryError("thrown by a test"));
            await().atMost(LIMIT).until(() -> begun.get() == 2);
            assertThat(ended).hasValue(1);
            assertThat(durable.state()).isEqualTo(RelayStatus.State.RUNNING);
        }
        assertThat(ended).hasValue(2);
    }

    @Test
    void letsGoOfTheLeaseAndSaysFailedAfterAnErrorThatStays() throws SQLException {
        try (LeaderElection election = election()) {
            election.start();
            await().atMost(LIMIT).until(() -> begun.get() == 1);
            next.set(new NoClassDefFoundError("thrown by a test"));
            await().atMost(LIMIT).until(() -> durable.state() == RelayStatus.State.FAILED);
            assertThat(durable.waitingFor()).contains("NoClassDefFoundError: thrown by a test", "restart the relay");
            assertThat(ended).hasValue(1);
            try (Connection another = database.dataSource().getConnection()) {
                assertThat(Lease.tryAcquire(another, "outbox", "outbox", "a test"))
                        .isPresent();
            }
        }
    }

    @Test
    void leavesTheLeaseToOthersForGoodOnceTheDurablePathFailed() {
        try (LeaderElection election = election()) {
            election.start();
            await().atMost(LIMIT).until(() -> begun.get() == 1);
            Thread leadership = leadership();
            durable.transitionTo(RelayStatus.State.FAILED, "thrown by a test; restart the relay");
            await().atMost(LIMIT).until(() -> !leadership.isAlive());
            assertThat(ended).hasValue(1);
            assertThat(begun).hasValue(1);
            assertThat(durable.state()).isEqualTo(RelayStatus.State.FAILED);
            assertThat(durable.waitingFor()).isEqualTo("thrown by a test; restart the relay");
            try (LeaderElection standby = election()) {
                durable.transitionTo(RelayStatus.State.STANDBY, "the other relay's");
                standby.start();
                await().atMost(LIMIT).until(() -> begun.get() == 2);
            }
        }
    }

    /** Advisory locks are open to every login. */
    @Test
    void saysWhoHoldsTheLockWhenThatIsNoRelay() throws SQLException {
        database.execute("create role lock_holder login password 'x'");
        try (LeaderElection election = election();
                Connection stranger =
                        DriverManager.getConnection(database.jdbcUrl() + "?ApplicationName=batch", "lock_holder", "x");
                Statement lock = stranger.createStatement()) {
            lock.execute("select pg_advisory_lock(hashtextextended('outbox/outbox/outbox', 0))");
            election.start();
            await().atMost(LIMIT).until(() -> durable.state() == RelayStatus.State.WAITING);
            String why = String.valueOf(durable.waitingFor());
            assertThat(why)
                    .startsWith("the lock of relay 'outbox' is held by process ")
                    .contains(
                            " of user 'lock_holder' (application 'batch'), which is no relay; run: select pg_terminate_backend(");
            database.execute(why.replaceFirst(".*; run: ", ""));
            await().atMost(LIMIT).until(() -> begun.get() == 1);
        }
        database.execute("drop role lock_holder");
    }

    @Test
    void standsByBehindAnotherRelay() throws SQLException {
        try (LeaderElection election = election();
                Connection another = database.dataSource().getConnection()) {
            assertThat(Lease.tryAcquire(another, "outbox", "outbox", "a test")).isPresent();
            election.start();
            await().atMost(LIMIT).until(() -> durable.state() == RelayStatus.State.STANDBY);
            assertThat(durable.waitingFor()).isEqualTo("another relay named 'outbox' leads");
        }
    }

    private static Thread leadership() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("outbox-relay-leadership"))
                .findFirst()
                .orElseThrow();
    }
}
