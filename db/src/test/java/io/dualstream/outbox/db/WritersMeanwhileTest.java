package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writers at full speed while partitions are made, emptied and dropped and the default one is drained, all the time. */
class WritersMeanwhileTest {

    private static final int WRITERS = 4;
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final List<String> STEPS = List.of(
            "create_partitions(12)",
            "drain_default()",
            "drain_default()",
            "empty_partition('7 days')",
            // that is, those of the days to come
            "drop_partition('-100 days')");

    /**
     * Writes, a part of it into event_default, where a day takes a quarter of a second. Each insert fails if it has to wait
     * 300 ms for a lock.
     */
    private record Writer(Connection connection, String year, long until) {

        /** The longest an insert took, and how many there were. */
        long[] run() throws Exception {
            Sql.execute(connection, "set lock_timeout = '300ms'");
            long longest = 0;
            long count = 0;
            try (var insert = connection.prepareStatement("insert into outbox.event (aggregate_type, aggregate_id, "
                    + "event_type, created_at) values ('order', 'A-1', 'E', "
                    + "coalesce(?::timestamptz + make_interval(days => 12, secs => ?), clock_timestamp()))")) {
                while (System.nanoTime() < until) {
                    long began = System.nanoTime();
                    insert.setString(1, count++ % 4 == 0 ? year : null);
                    insert.setDouble(2, (began - until) / 1e9 * 4 * 86_400);
                    insert.executeUpdate();
                    longest = Math.max(longest, System.nanoTime() - began);
                }
            }
            return new long[] {longest, count};
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ServerVersion.class,
            names = {"V15", "V18"})
    void noInsertWaitsForLongAndNothingIsPublishedTwice(ServerVersion version) throws Exception {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        Sql.query(database, "select pg_create_logical_replication_slot(current_database(), 'pgoutput')");

        long[] alone = write(database, "2020-01-01Z", Map.of(), false);
        Map<String, Integer> done = new HashMap<>();
        long[] meanwhile = write(database, "2021-01-01Z", done, true);

        System.out.printf(
                "%s: longest insert %.1f ms of %d alone, %.1f ms of %d meanwhile: %s%n",
                version, alone[0] / 1e6, alone[1], meanwhile[0] / 1e6, meanwhile[1], done);
        assertThat(done).containsKeys("created", "set aside", "attached", "emptied", "dropped");
        long inserted = alone[1] + meanwhile[1];
        Sql.execute(database, "checkpoint"); // decoding ends where the WAL is flushed
        assertThat(Sql.query(database, """
                select count(*) from pg_logical_slot_get_binary_changes(current_database(), null, null,
                  'proto_version', '1', 'publication_names', 'outbox_event') where get_byte(data, 0) = ascii('I')
                """)).containsExactly(Long.toString(inserted));
    }

    private static long[] write(DataSource database, String year, Map<String, Integer> done, boolean keeping)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<long[]>> writers = new ArrayList<>();
        long until = System.nanoTime() + PERIOD.toNanos();
        try (Connection keeper = database.getConnection()) {
            for (int i = 0; i < WRITERS; i++) {
                var writer = new Writer(database.getConnection(), year, until);
                writers.add(threads.submit(() -> {
                    try (writer.connection) {
                        return writer.run();
                    }
                }));
            }
            while (keeping && System.nanoTime() < until) {
                keep(keeper, done);
            }
            return sum(writers);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void keep(Connection keeper, Map<String, Integer> done) {
        Sql.execute(keeper, """
                insert into outbox.lease (name, epoch, holder, settled_xid)
                values ('outbox', 1, 'me', pg_snapshot_xmin(pg_current_snapshot()))
                on conflict (name) do update set settled_xid = excluded.settled_xid
                """);
        for (String step : STEPS) {
            for (String outcome : Sql.query(keeper, "select outcome from outbox." + step)) {
                done.merge(String.valueOf(outcome), 1, Integer::sum);
            }
        }
    }

    private static long[] sum(List<Future<long[]>> writers) throws InterruptedException, ExecutionException {
        long[] sum = new long[2];
        for (Future<long[]> writer : writers) {
            sum[0] = Math.max(sum[0], writer.get()[0]);
            sum[1] += writer.get()[1];
        }
        return sum;
    }
}
