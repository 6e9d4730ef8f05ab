package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.writers.Door;
import io.dualstream.outbox.benchmarks.campaign.writers.History.Attempt;
import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import io.dualstream.outbox.benchmarks.campaign.writers.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** What applications and administrators do to an outbox while it works. */
final class WriterFaults {

    private WriterFaults() {}

    /** Nobody waits for it; begins before whatever else strikes, commits after it. */
    static void longTransaction(Scene scene) throws SQLException {
        List<Intent> intents = intents(3);
        Connection connection = scene.database().dataSource().getConnection();
        long began = System.nanoTime();
        connection.setAutoCommit(false);
        Door.INSERT.write(connection, intents);
        Duration open = scene.outage(Duration.ofSeconds(5), Duration.ofSeconds(15));
        scene.expectMeanwhile("Redis", open, scene.watch()::isInRedis);
        scene.expectMeanwhile("Kafka", open, scene.watch()::isInKafka);
        scene.endings().add(() -> end(scene, connection, intents, began, true));
    }

    /** One COPY; a quarter of them is rolled back in the end. */
    static void largeTransaction(Scene scene) throws SQLException {
        List<Intent> intents = intents(scene.largeRows());
        Connection connection = scene.database().dataSource().getConnection();
        long began = System.nanoTime();
        connection.setAutoCommit(false);
        Door.COPY.write(connection, intents);
        end(scene, connection, intents, began, scene.random().nextInt(4) > 0);
    }

    /** A column the publication does not know comes, and goes. */
    static void columnAdded(Scene scene) throws SQLException {
        scene.execute("alter table outbox.event add column if not exists noise int default 7");
        scene.pause(Duration.ofSeconds(2));
        scene.execute("alter table outbox.event drop column noise");
    }

    /** Partitions of the far future come, and go. */
    static void partitionsChanged(Scene scene) throws SQLException {
        scene.execute("select outbox.create_partitions(12)");
        scene.execute("create table outbox.event_far partition of outbox.event"
                + " for values from ('2999-01-01') to ('2999-02-01')");
        scene.pause(Duration.ofSeconds(2));
        scene.execute("drop table outbox.event_far");
    }

    private static void end(Scene scene, Connection connection, List<Intent> intents, long began, boolean commits) {
        Outcome outcome = Outcome.UNKNOWN;
        long ending = System.nanoTime();
        try (connection) {
            if (commits) {
                connection.commit();
            } else {
                connection.rollback();
            }
            outcome = commits ? Outcome.COMMITTED : Outcome.ROLLED_BACK;
        } catch (SQLException e) {
            // the table will tell
        }
        scene.history().add(new Attempt(outcome, intents, began, ending, System.nanoTime()));
    }

    /** Of an aggregate that nobody else writes for. */
    private static List<Intent> intents(int count) {
        String aggregate = "alone " + UUID.randomUUID();
        return LongStream.rangeClosed(1, count)
                .mapToObj(order -> new Intent(UUID.randomUUID(), "order", aggregate, order))
                .toList();
    }
}
