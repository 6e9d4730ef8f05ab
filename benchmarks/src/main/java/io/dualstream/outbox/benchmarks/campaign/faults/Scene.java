package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.evidence.Recorders;
import io.dualstream.outbox.benchmarks.campaign.judge.EpochReasons;
import io.dualstream.outbox.benchmarks.campaign.judge.Excuse;
import io.dualstream.outbox.benchmarks.campaign.writers.Fence;
import io.dualstream.outbox.benchmarks.campaign.writers.History;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Deque;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The objects that faults act on.
 *
 * @param outage how long servers are away and transactions open; zero: the dice say
 * @param kafkaExcuse who deletes events from a stream says so here
 * @param epochs when the live streams had a reason to begin a new epoch
 * @param complaints broken promises that are no event's
 * @param turn whose it is in the episode
 */
public record Scene(
        Servers servers,
        TestDatabase database,
        Fleet fleet,
        History history,
        Recorders recorders,
        Random random,
        int largeRows,
        Duration outage,
        Excuse kafkaExcuse,
        EpochReasons epochs,
        Deque<String> complaints,
        Turn turn) {

    private static final Duration MEANWHILE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    public Scene(
            Servers servers,
            TestDatabase database,
            Fleet fleet,
            History history,
            Recorders recorders,
            Random random,
            int largeRows,
            Duration outage) {
        this(
                servers,
                database,
                fleet,
                history,
                recorders,
                random,
                largeRows,
                outage,
                new Excuse(),
                new EpochReasons(),
                new ConcurrentLinkedDeque<>(),
                new Turn());
    }

    /** Waits a random time, at most {@code atMost}. */
    void pause(Duration atMost) {
        Await.pause(Duration.ofMillis(random.nextLong(atMost.toMillis() + 1)));
    }

    /** A random duration between the two. */
    Duration between(Duration least, Duration most) {
        return Duration.ofMillis(least.toMillis() + random.nextLong(most.toMillis() - least.toMillis() + 1));
    }

    /** The duration of an outage: random between the two, unless the plan sets it. */
    Duration outage(Duration least, Duration most) {
        return outage.isZero() ? between(least, most) : outage;
    }

    /** Waits for a fact, and adds a complaint if it does not become true in time. */
    public void expect(String what, Duration patience, BooleanSupplier fact) {
        try {
            Await.until(what, patience, fact);
        } catch (IllegalStateException e) {
            complaints.add(what + ": not within " + patience.toSeconds() + " s");
        }
    }

    /** Whether it comes true within that time. */
    boolean happens(Duration limit, BooleanSupplier fact) {
        try {
            Await.until("", limit, fact);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Something lasts at least that long: while it lasts either that stream goes on, or the episode's other faults strike. */
    void last(Duration least, String stream, Predicate<UUID> arrived, Runnable ending) {
        if (turn.isAlone()) {
            expectMeanwhile(stream, least, arrived);
            ending.run();
        } else {
            last(least, ending);
        }
    }

    /** Something lasts at least that long. */
    void last(Duration least, Runnable ending) {
        long until = System.nanoTime() + least.toNanos();
        turn.lastsUntil(() -> {
            Await.pause(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            ending.run();
        });
    }

    /** At least that long; whatever is committed meanwhile, now and then, has to arrive although something else stands still. */
    void expectMeanwhile(String stream, Duration least, Predicate<UUID> arrived) {
        long until = System.nanoTime() + least.toNanos();
        do {
            try {
                Fence fence = Fence.commit(database.dataSource(), history);
                expect("an event in " + stream + " meanwhile", MEANWHILE, () -> arrived.test(fence.id()));
            } catch (SQLException e) {
                complaints.add("a writer failed of something else than its database: " + e.getMessage());
            }
            long left = until - System.nanoTime();
            Await.pause(Duration.ofNanos(Math.min(left, BETWEEN_LOOKS.toNanos())));
        } while (System.nanoTime() - until < 0);
    }

    /** The number that a query answers; 0 while the database does not. */
    long number(String query) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException noAnswer) {
            return 0;
        }
    }

    void execute(String sql) throws SQLException {
        database.execute(sql);
    }
}
