package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.judge.Excuse;
import io.dualstream.outbox.benchmarks.campaign.judge.Fence;
import io.dualstream.outbox.benchmarks.campaign.judge.FenceWatch;
import io.dualstream.outbox.benchmarks.campaign.writers.History;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The objects that faults act on.
 *
 * @param outage how long servers are down and transactions open; zero: random
 * @param kafkaExcuse records which events a fault deletes from a stream
 * @param epochBreaks how often the live streams had a reason to begin a new epoch
 * @param complaints broken promises that concern no single event
 * @param endings actions that must be undone before the episode is over
 */
public record Scene(
        Servers servers,
        TestDatabase database,
        Fleet fleet,
        History history,
        FenceWatch watch,
        Random random,
        int largeRows,
        Duration outage,
        Excuse kafkaExcuse,
        AtomicInteger epochBreaks,
        Deque<String> complaints,
        Deque<Runnable> endings) {

    private static final Duration MEANWHILE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);

    public Scene(
            Servers servers,
            TestDatabase database,
            Fleet fleet,
            History history,
            FenceWatch watch,
            Random random,
            int largeRows,
            Duration outage) {
        this(
                servers,
                database,
                fleet,
                history,
                watch,
                random,
                largeRows,
                outage,
                new Excuse(),
                new AtomicInteger(),
                new ConcurrentLinkedDeque<>(),
                new ConcurrentLinkedDeque<>());
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

    /**
     * Waits at least {@code least}. Events that are committed meanwhile must arrive in {@code stream}, although another server
     * is down.
     */
    void expectMeanwhile(String stream, Duration least, Predicate<Fence> arrived) {
        long until = System.nanoTime() + least.toNanos();
        do {
            try {
                Fence fence = Fence.commit(database.dataSource());
                expect("an event in " + stream + " meanwhile", MEANWHILE, () -> arrived.test(fence));
            } catch (SQLException e) {
                complaints.add("a writer failed of something else than its database: " + e.getMessage());
            }
            long left = until - System.nanoTime();
            Await.pause(Duration.ofNanos(Math.min(left, BETWEEN_LOOKS.toNanos())));
        } while (System.nanoTime() - until < 0);
    }

    void execute(String sql) throws SQLException {
        database.execute(sql);
    }
}
