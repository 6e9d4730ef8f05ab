package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.control.Controls;
import io.dualstream.outbox.benchmarks.load.OutboxTable;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.benchmarks.measure.Machine;
import io.dualstream.outbox.db.OutboxMigrations;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.sql.SQLException;
import java.time.Duration;

/** PostgreSQL (every commit on disk), Kafka and Redis for one run. */
public final class Servers implements AutoCloseable {

    private static final Duration SLOT_PATIENCE = Duration.ofSeconds(30);

    private final TestPostgres postgres;
    private final TestKafka kafka;
    private final TestRedis redis;
    private int databases;

    private Servers() {
        postgres = TestPostgres.builder()
                .durable(true)
                .setting("max_replication_slots", "40")
                .setting("max_wal_senders", "40")
                .setting("max_wal_size", "4GB")
                .start();
        kafka = TestKafka.start();
        redis = TestRedis.start();
    }

    static Servers start() {
        return new Servers();
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** The URL of Redis, which is emptied first. */
    String freshRedisUrl() {
        redis.flushAll();
        return redis.url();
    }

    /** A new database with the outbox schema, and the table and publication of the Debezium controls. */
    public TestDatabase freshDatabase() {
        TestDatabase database = postgres.createEmptyDatabase("benchmark_" + ++databases);
        OutboxMigrations.migrate(database.dataSource(), "outbox");
        execute(database, OutboxTable.EVENT_ROUTER_DDL.formatted(Controls.EVENT_ROUTERS));
        return database;
    }

    public String machine() {
        return Machine.describe(query(postgres.database("postgres"), "select split_part(version(), ' ', 2)"));
    }

    /** The process id of the postmaster, whose descendants are the whole server. */
    public long postmaster() {
        String pidFile = query(postgres.database("postgres"), "select pg_read_file('postmaster.pid')");
        return Long.parseLong(pidFile.lines().findFirst().orElseThrow());
    }

    /** Stops Kafka until {@link #returnKafka}. */
    public void stopKafka() {
        kafka.stop();
    }

    public void returnKafka() {
        kafka.restart();
    }

    public static void createSlot(TestDatabase database, String slot) {
        execute(database, "select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    }

    public static void copySlot(TestDatabase database, String slot, String copy) {
        execute(database, "select pg_copy_logical_replication_slot('" + slot + "', '" + copy + "')");
    }

    /** Drops the slot once no session reads it. */
    static void dropSlot(TestDatabase database, String slot) {
        Await.until("slot " + slot + " is dropped", SLOT_PATIENCE, () -> {
            execute(
                    database,
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where not active and slot_name = '"
                            + slot + "'");
            return query(database, "select count(*) from pg_replication_slots where slot_name = '" + slot + "'")
                    .equals("0");
        });
    }

    static void execute(TestDatabase database, String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    static String query(TestDatabase database, String sql) {
        try {
            return database.value(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("failed: " + sql, e);
        }
    }

    @Override
    public void close() {
        redis.close();
        kafka.close();
        postgres.close();
    }
}
