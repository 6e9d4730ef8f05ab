package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** The table of one server, on another one whose transactions are not as far: as pg_dump, or a logical upgrade, brings it. */
class RestoredTest {

    private static final String COLUMNS =
            "(xid, seq, id, aggregate_type, aggregate_id, event_type, payload, created_at, created_us)";

    @Test
    void eventsOfAnotherServerBecomePartOfThePastAndRetentionGoesOn() throws Exception {
        DataSource old = ServerVersion.V15.createDatabase();
        OutboxMigrations.migrate(old, "outbox");
        DataSource restored = ServerVersion.V18.createDatabase();
        OutboxMigrations.migrate(restored, "outbox");
        useUpTransactionsUntilAheadOf(restored, old);
        for (DataSource database : List.of(old, restored)) {
            Sql.execute(
                    database,
                    "create table outbox.event_20200101 partition of outbox.event"
                            + " for values from ('2020-01-01Z') to ('2020-01-02Z')");
        }
        Sql.execute(
                old,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload, created_at) values"
                        + " ('order', 'old', 'E', '{}', '2020-01-01 12:00Z'), ('order', 'young', 'E', '{}', now())");
        copy(old, restored);
        Sql.execute(
                restored,
                "insert into outbox.lease (name, epoch, holder, settled_xid, marks) values"
                        + " ('outbox', 1, 'me', '1000000000', '{1}')");
        Sql.execute(
                restored,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', 'new', 'E')");
        assertThat(future(restored)).containsExactly("old", "young");
        Sql.execute(restored, "set search_path = outbox; " + Installed.roles());

        Sql.execute(restored, "set role outbox_operator; select outbox.adopt_restored_events()");

        assertThat(future(restored)).isEmpty();
        assertThat(Sql.query(restored, "select aggregate_id from outbox.event order by xid, seq"))
                .containsExactly("old", "young", "new");
        assertThat(Sql.query(restored, "select payload from outbox.event where aggregate_id = 'old'"))
                .containsExactly("{}");
        assertThat(Sql.query(restored, "select outbox.settled_xid() is null")).containsExactly("t");
        Sql.execute(restored, "update outbox.lease set settled_xid = pg_snapshot_xmin(pg_current_snapshot())");
        assertThat(Sql.query(restored, "select outcome from outbox.empty_partition('1 day')"))
                .containsExactly("emptied");
        assertThat(Sql.query(restored, "select outbox.adopt_restored_events()")).containsExactly("0");
    }

    private static List<String> future(DataSource database) {
        return Sql.query(
                database,
                "select aggregate_id from outbox.event where xid >= pg_snapshot_xmax(pg_current_snapshot()) order by seq");
    }

    private static void useUpTransactionsUntilAheadOf(DataSource other, DataSource database) {
        String next = Sql.query(other, "select pg_snapshot_xmax(pg_current_snapshot())")
                .get(0);
        Sql.execute(
                database,
                "do $$ begin while pg_snapshot_xmax(pg_current_snapshot()) < ('" + next
                        + "'::bigint + 1000)::text::xid8 loop"
                        + " perform pg_current_xact_id(); commit; end loop; end $$");
    }

    private static void copy(DataSource from, DataSource to) throws Exception {
        try (Connection source = from.getConnection();
                Connection target = to.getConnection()) {
            StringWriter rows = new StringWriter();
            new CopyManager(source.unwrap(BaseConnection.class))
                    .copyOut(
                            "copy (select xid, seq, id, aggregate_type, aggregate_id, event_type, payload, created_at, created_us"
                                    + " from outbox.event order by seq) to stdout",
                            rows);
            new CopyManager(target.unwrap(BaseConnection.class))
                    .copyIn("copy outbox.event " + COLUMNS + " from stdin", new StringReader(rows.toString()));
        }
    }
}
