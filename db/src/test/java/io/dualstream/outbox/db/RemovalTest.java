package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What leaves the table is noted, unless every sink has it. */
class RemovalTest {

    private static final String NOTES =
            "select how || ' ' || partition || ' ' || events from outbox.removal order by number";
    private static final String GONE = "select k.partition from outbox.known_partition k where not exists "
            + "(select from pg_inherits i where i.inhrelid = k.relation and i.inhparent = 'outbox.event'::regclass)";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void notesWhatAHandTakesAway(ServerVersion version) {
        DataSource database = migrated(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        insert(database, "A-2", "2020-01-02 12:00Z");
        insert(database, "A-3", "2020-01-03 12:00Z");

        Sql.execute(database, "delete from outbox.event where aggregate_id = 'A-1'");
        Sql.execute(database, "delete from outbox.event_20200102");
        Sql.execute(database, "delete from outbox.event_20200102");
        Sql.execute(database, "truncate outbox.event");

        assertThat(Sql.query(database, NOTES))
                .containsExactly("deleted event 1", "deleted event_20200102 1", "truncated event_20200103 1");
        assertThat(Sql.query(database, "select count(distinct id) from outbox.removed_event"))
                .containsExactly("3");

        Sql.execute(database, "drop table outbox.event_20200103");
        assertThat(Sql.query(database, GONE)).containsExactly("event_20200103");
        assertThat(Sql.query(database, "select outbox.accept_removals()")).containsExactly("3");
        assertThat(Sql.query(database, NOTES)).isEmpty();
        assertThat(Sql.query(database, GONE)).isEmpty();
        assertThat(Sql.query(database, "select * from outbox.removed_event")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void notesOfWhatEverySinkHasHowFarItWent(ServerVersion version) {
        DataSource database = migrated(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        Sql.execute(
                database,
                "insert into outbox.lease (name, epoch, holder, settled_xid)"
                        + " values ('outbox', 1, 'me', pg_snapshot_xmin(pg_current_snapshot()))");

        Sql.query(database, "select outbox.empty_partition('7 days')");
        Sql.query(database, "select outbox.drop_partition('7 days')");

        assertThat(Sql.query(database, NOTES)).containsExactly("truncated event_20200101 0");
        assertThat(Sql.query(database, "select (last_xid < settled_xid)::text from outbox.removal, outbox.lease"))
                .containsExactly("true");
        assertThat(Sql.query(database, GONE)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void takesDrainingForNoRemoval(ServerVersion version) {
        DataSource database = migrated(version);
        insert(database, "A-1", "2019-01-01 12:00Z");
        Sql.execute(
                database,
                "insert into outbox.lease (name, epoch, holder, settled_xid)"
                        + " values ('outbox', 1, 'me', pg_snapshot_xmin(pg_current_snapshot()))");
        insert(database, "A-2", "2019-01-02 12:00Z");

        assertThat(Sql.query(database, "select outcome from outbox.drain_default()"))
                .containsExactly("set aside");
        assertThat(Sql.query(database, "select outcome from outbox.drain_default()"))
                .containsExactly("attached");
        assertThat(Sql.query(database, NOTES)).isEmpty();
        assertThat(Sql.query(database, "select partition || ' ' || outcome from outbox.watch_partitions()"))
                .as("the new one")
                .containsExactly("event_default watched");
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        for (int day = 1; day <= 3; day++) {
            Sql.execute(
                    database,
                    "create table outbox.event_2020010%1$d partition of outbox.event for values from ('2020-01-0%1$dZ') to ('2020-01-0%2$dZ')"
                            .formatted(day, day + 1));
        }
        Sql.query(database, "select outbox.watch_partitions()");
        return database;
    }

    private static void insert(DataSource database, String aggregateId, String time) {
        Sql.execute(
                database,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at) values ('order', '"
                        + aggregateId + "', 'E', '" + time + "')");
    }
}
