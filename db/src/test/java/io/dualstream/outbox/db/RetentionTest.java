package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetentionTest {

    private static final String EMPTY = "select partition || ' ' || outcome from outbox.empty_partition('7 days')";
    private static final String DROP = "select partition || ' ' || outcome from outbox.drop_partition('7 days')";
    private static final String PARTITIONS = "select partition from outbox.partitions() where high <= now()";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void dropsWhatIsOldAndSettled(ServerVersion version) {
        DataSource database = withOldPartitions(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        insert(database, "A-2", "2020-01-02 12:00Z");
        settle(database);
        insert(database, "A-3", "2020-01-02 13:00Z");

        assertThat(Sql.query(database, DROP)).as("holds events").containsExactly((String) null);
        assertThat(Sql.query(database, EMPTY)).containsExactly("event_20200101 emptied");
        assertThat(Sql.query(database, EMPTY))
                .singleElement(STRING)
                .startsWith("event_20200102 kept: it holds events that relay '");
        assertThat(Sql.query(database, DROP)).containsExactly("event_20200101 dropped");
        assertThat(Sql.query(database, DROP)).containsExactly((String) null);
        assertThat(Sql.query(database, "select aggregate_id from outbox.event order by seq"))
                .containsExactly("A-2", "A-3");

        settle(database);
        assertThat(Sql.query(database, EMPTY)).containsExactly("event_20200102 emptied");
        assertThat(Sql.query(database, DROP)).containsExactly("event_20200102 dropped");
        assertThat(Sql.query(database, PARTITIONS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void keepsWhatIsYounger(ServerVersion version) {
        DataSource database = withOldPartitions(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        settle(database);

        assertThat(Sql.query(database, EMPTY.replace("7 days", "100 years"))).isEmpty();
        assertThat(Sql.query(database, DROP.replace("7 days", "100 years"))).containsExactly((String) null);
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void keepsEverythingUnlessEveryRelayHasSaidHowFarItIs(ServerVersion version) {
        DataSource database = withOldPartitions(version);
        insert(database, "A-1", "2020-01-01 12:00Z");

        assertThat(Sql.query(database, EMPTY)).containsExactly("event_20200101 kept: no relay has said how far it is");
        settle(database);
        Sql.execute(database, "insert into outbox.lease (name, epoch, holder) values ('another', 1, 'x')");
        assertThat(Sql.query(database, EMPTY))
                .singleElement(STRING)
                .startsWith("event_20200101 kept: relay 'another' (x, leading since ");
        Sql.execute(database, "update outbox.lease set settled_xid = '3' where name = 'another'");
        assertThat(Sql.query(database, EMPTY))
                .singleElement(STRING)
                .startsWith("event_20200101 kept: it holds events that relay '");
        Sql.execute(database, "delete from outbox.lease where name = 'another'");
        assertThat(Sql.query(database, EMPTY)).containsExactly("event_20200101 emptied");
    }

    /** It has no row yet that anybody sees, but it holds its lock. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void givesUpOnAPartitionThatATransactionIsWritingTo(ServerVersion version) throws Exception {
        DataSource database = withOldPartitions(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        settle(database);

        try (Connection writer = database.getConnection()) {
            writer.setAutoCommit(false);
            Sql.execute(writer, insertion("A-2", "2020-01-01 13:00Z"));
            assertThat(Sql.query(database, EMPTY)).containsExactly("event_20200101 later: it is in use");
            writer.commit();
        }
        assertThat(Sql.query(database, EMPTY))
                .singleElement(STRING)
                .startsWith("event_20200101 kept: it holds events that relay '");
    }

    /** Nobody may have to wait behind a lock that does not come. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void doesNotQueueBehindATransactionThatStaysOpen(ServerVersion version) throws Exception {
        DataSource database = withOldPartitions(version);

        try (Connection open = database.getConnection()) {
            open.setAutoCommit(false);
            Sql.execute(open, insertion("A-1", "now"));
            Sql.execute(database, insertion("A-2", "2019-01-01 12:00Z"));
            settle(database);

            assertThat(Sql.query(database, DROP)).containsExactly("event_20200101 later: the table is in use");
            assertThat(Sql.query(database, "select outcome from outbox.drain_default()"))
                    .singleElement(STRING)
                    .startsWith("kept: it holds events that relay '");
            assertThat(Sql.query(
                            database,
                            "select count(*) from pg_locks where not granted and relation = 'outbox.event'::regclass"))
                    .containsExactly("0");
            open.commit();
        }
        assertThat(Sql.query(database, DROP)).containsExactly("event_20200101 dropped");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void refusesASnapshotThatWouldNotSeeWhatCameLast(ServerVersion version) throws Exception {
        DataSource database = withOldPartitions(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        settle(database);

        try (Connection repeatable = database.getConnection()) {
            repeatable.setAutoCommit(false);
            repeatable.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThatThrownBy(() -> Sql.query(repeatable, EMPTY)).hasMessageContaining("read committed");
        }
    }

    /** Why partitions are not detached that way. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void postgresDoesNotDetachConcurrentlyBesideADefaultPartition(ServerVersion version) {
        DataSource database = withOldPartitions(version);

        assertThatThrownBy(() -> Sql.execute(
                        database, "alter table outbox.event detach partition outbox.event_20200101 concurrently"))
                .hasMessageContaining("cannot detach partitions concurrently when a default partition exists");
    }

    private static DataSource withOldPartitions(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        Sql.execute(database, """
                create table outbox.event_20200101 partition of outbox.event for values from ('2020-01-01Z') to ('2020-01-02Z');
                create table outbox.event_20200102 partition of outbox.event for values from ('2020-01-02Z') to ('2020-01-03Z');
                """);
        return database;
    }

    /** As a relay says it that has everything up to now. */
    private static void settle(DataSource database) {
        Sql.execute(database, """
                insert into outbox.lease (name, epoch, holder, settled_xid)
                values ('outbox', 1, 'me', pg_snapshot_xmin(pg_current_snapshot()))
                on conflict (name) do update set settled_xid = excluded.settled_xid
                """);
    }

    private static void insert(DataSource database, String aggregateId, String time) {
        Sql.execute(database, insertion(aggregateId, time));
    }

    private static String insertion(String aggregateId, String time) {
        return "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at) values ('order', '"
                + aggregateId + "', 'E', '" + time + "')";
    }
}
