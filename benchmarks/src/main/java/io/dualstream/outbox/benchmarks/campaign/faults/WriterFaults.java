package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.writers.Door;
import io.dualstream.outbox.benchmarks.campaign.writers.EventSql;
import io.dualstream.outbox.benchmarks.campaign.writers.History.Attempt;
import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import io.dualstream.outbox.benchmarks.campaign.writers.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Actions of applications and administrators that affect a running outbox. */
final class WriterFaults {

    private WriterFaults() {}

    /** Holds a transaction open that begins before other faults and commits after them. Nobody waits for it. */
    static void longTransaction(Scene scene) throws SQLException {
        List<Intent> intents = intents(3);
        Connection connection = scene.database().dataSource().getConnection();
        long began = System.nanoTime();
        connection.setAutoCommit(false);
        Door.INSERT.write(connection, intents);
        Duration open = scene.outage(Duration.ofSeconds(5), Duration.ofSeconds(15));
        if (scene.turn().isAlone()) {
            scene.expectMeanwhile("Redis", open, scene.recorders()::isInRedis);
            scene.expectMeanwhile("Kafka", open, scene.recorders()::isInKafka);
        }
        scene.last(open, () -> end(scene, connection, intents, began, true));
    }

    /** Runs one large COPY; a quarter of these transactions is rolled back. */
    static void largeTransaction(Scene scene) throws SQLException {
        List<Intent> intents = intents(scene.largeRows());
        Connection connection = scene.database().dataSource().getConnection();
        long began = System.nanoTime();
        connection.setAutoCommit(false);
        Door.COPY.write(connection, intents);
        end(scene, connection, intents, began, scene.random().nextInt(4) > 0);
    }

    /** Adds and drops a column that the publication does not contain. */
    static void columnAdded(Scene scene) throws SQLException {
        scene.execute("alter table outbox.event add column if not exists noise int default 7");
        scene.pause(Duration.ofSeconds(2));
        scene.execute("alter table outbox.event drop column noise");
    }

    /** Partitions come, an event goes into one of them, and another one goes. */
    static void partitionsChanged(Scene scene) throws SQLException {
        int days = 12 + scene.random().nextInt(12);
        if (scene.number("select count(*) from outbox.create_partitions(" + days + ") where outcome = 'created'")
                == 0) {
            scene.turn().hadNoEffect("they were there");
        }
        List<Intent> intents = intents(1);
        long began = System.nanoTime();
        scene.execute(EventSql.insertAt(intents.get(0), "current_date + " + (days - 1)));
        scene.history().add(new Attempt(Outcome.COMMITTED, intents, began, began, System.nanoTime()));
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
            // the table shows the outcome
        }
        scene.history().add(new Attempt(outcome, intents, began, ending, System.nanoTime()));
    }

    /** Events of an aggregate that no other writer uses. */
    private static List<Intent> intents(int count) {
        String aggregate = "alone " + UUID.randomUUID();
        return LongStream.rangeClosed(1, count)
                .mapToObj(order -> new Intent(UUID.randomUUID(), "order", aggregate, order))
                .toList();
    }
}
