package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Whoever takes a seq owns a transaction id already, however long the moment after that lasts. */
class XidBeforeSeqTest {

    private static final String COLUMNS = "outbox.event (aggregate_type, aggregate_id, event_type)";
    private static final String ONE_ROW = "insert into " + COLUMNS + " values ('order', 'A', 'E')";
    private static final String TWO_ROWS = ONE_ROW + ", ('order', 'B', 'E')";
    private static final String FROM_QUERY =
            "insert into " + COLUMNS + " select 'order', 'A' || g, 'E' from generate_series(1, 3) g";

    /** Puts a witness into the place of the identity: it fails when a seq is taken without a transaction id. */
    private static final String WITNESS = """
            create sequence witnessed;
            create function next_seq() returns bigint language plpgsql as $$
            begin
              if pg_current_xact_id_if_assigned() is null then
                raise exception 'a seq was taken before the transaction had an id';
              end if;
              return nextval('public.witnessed');
            end
            $$;
            alter table outbox.event alter column seq drop identity;
            alter table outbox.event alter column seq set default next_seq();
            """;

    /** Holds every writer between its defaults and its row, until the advisory lock is free. */
    private static final String HOLD = """
            create function hold() returns trigger language plpgsql as $$
            begin
              perform pg_advisory_xact_lock_shared(4711);
              return new;
            end
            $$;
            create trigger hold before insert on outbox.event for each row execute function hold();
            """;

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void everyDoorTakesTheTransactionIdFirst(ServerVersion version) throws Exception {
        DataSource database = migrated(version);
        Sql.execute(database, WITNESS);

        try (var connection = database.getConnection()) {
            Sql.execute(connection, ONE_ROW);
            Sql.execute(connection, ONE_ROW);
            Sql.execute(connection, TWO_ROWS);
            Sql.execute(connection, FROM_QUERY);
            copy(connection, "order,A,E\norder,B,E\n");
            Sql.query(connection, "select outbox.publish('order', 'A', 'E')");
        }

        assertThat(Sql.query(database, "select count(*) from outbox.event")).containsExactly("10");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aWriterHeldUpByATriggerAlreadyShowsItsTransactionId(ServerVersion version) throws Exception {
        DataSource database = migrated(version);
        Sql.execute(database, HOLD);
        for (Write write : new Write[] {
            connection -> Sql.execute(connection, ONE_ROW),
            connection -> Sql.execute(connection, TWO_ROWS),
            connection -> copy(connection, "order,A,E\norder,B,E\n")
        }) {
            try (var writer = database.getConnection();
                    var holder = database.getConnection()) {
                // The first value a session takes is logged, which alone gives it a transaction id: let that pass.
                Sql.execute(writer, ONE_ROW);
                Sql.query(holder, "select pg_advisory_lock(4711)");
                String before = Sql.query(holder, "select last_value from outbox.event_seq_seq")
                        .get(0);

                var written = CompletableFuture.runAsync(() -> write.on(writer));

                String pid = String.valueOf(writer.unwrap(PGConnection.class).getBackendPID());
                await(holder, "select wait_event = 'advisory' from pg_stat_activity where pid = " + pid);
                assertThat(Sql.query(holder, "select last_value > " + before + " from outbox.event_seq_seq"))
                        .containsExactly("t");
                assertThat(Sql.query(holder, "select backend_xid is not null from pg_stat_activity where pid = " + pid))
                        .containsExactly("t");
                Sql.query(holder, "select pg_advisory_unlock(4711)");
                written.join();
            }
        }
    }

    private static void await(Connection connection, String condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!Sql.query(connection, condition).equals(List.of("t"))) {
            assertThat(System.nanoTime()).as(condition).isLessThan(deadline);
        }
    }

    private static void copy(Connection connection, String lines) {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + COLUMNS + " from stdin (format csv)", new StringReader(lines));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        return database;
    }

    private interface Write {
        void on(Connection connection);
    }
}
