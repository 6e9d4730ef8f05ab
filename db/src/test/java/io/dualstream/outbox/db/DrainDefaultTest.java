package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrainDefaultTest {

    private static final String DRAIN =
            "select regexp_replace(partition, 'aside_.*', 'aside') || ' ' || outcome " + "from outbox.drain_default()";
    private static final String ROWS =
            "select xid || ' ' || seq || ' ' || id || ' ' || created_us from outbox.event order by seq";
    private static final String WHERE =
            "select tableoid::regclass || ' ' || aggregate_id from outbox.event order by seq";

    /** Inserts that the relay gets to see, one letter I each, under the name of the root table. */
    private static final String PUBLISHED = """
            select count(*) from pg_logical_slot_get_binary_changes(current_database(), null, null,
              'proto_version', '1', 'publication_names', 'outbox_event') where get_byte(data, 0) = ascii('I')
            """;

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void whatLandedThereGetsAPartitionAndIsPublishedOnce(ServerVersion version) {
        DataSource database = migrated(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        insert(database, "A-2", "2020-01-03 12:00Z");
        settle(database);
        insert(database, "A-3", "2020-01-03 13:00Z");
        insert(database, "A-4", "2020-01-03 12:30Z");
        List<String> before = Sql.query(database, ROWS);

        assertThat(Sql.query(database, DRAIN)).containsExactly("event_aside set aside");
        insert(database, "A-5", "2020-01-03 14:00Z");
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_20200101_000000000000 attached");
        assertThat(Sql.query(database, DRAIN))
                .singleElement(STRING)
                .startsWith("event_default kept: it holds events that relay 'outbox' (me, leading since ");
        insert(database, "A-6", "2020-01-02 12:00Z");
        insert(database, "A-7", "2020-01-03 15:00Z");

        assertThat(Sql.query(database, ROWS)).hasSize(7).containsAll(before);
        assertThat(Sql.query(database, WHERE))
                .containsExactly(
                        "outbox.event_20200101_000000000000 A-1",
                        "outbox.event_20200101_000000000000 A-2",
                        "outbox.event_default A-3",
                        "outbox.event_default A-4",
                        "outbox.event_default A-5",
                        "outbox.event_20200101_000000000000 A-6",
                        "outbox.event_default A-7");
        assertThat(published(database)).containsExactly("7");
        assertThat(Sql.query(database, "select low || ' ' || high from outbox.partitions() where high < now()"))
                .hasSize(1);

        settle(database);
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_aside set aside");
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_20200103_123000000000 attached");
        assertThat(Sql.query(database, DRAIN)).containsExactly((String) null);
        assertThat(Sql.query(database, "select count(*) from outbox.event_default"))
                .containsExactly("0");
        assertThat(Sql.query(database, ROWS)).hasSize(7).containsAll(before);
        assertThat(published(database)).containsExactly("0");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void whatIsOlderThanWhatGotItsPartitionWaitsForThatToGo(ServerVersion version) {
        DataSource database = migrated(version);
        insert(database, "A-1", "2020-01-03 12:00Z");
        settle(database);
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_aside set aside");
        insert(database, "A-2", "2020-01-03 10:00Z");
        settle(database);
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_aside set aside");
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_20200103_000000000000 attached");
        assertThat(Sql.query(database, DRAIN))
                .containsExactly("event_aside later: event_default or another partition holds events of the same time");

        Sql.execute(database, "select outbox.empty_partition('1 day')");
        Sql.execute(database, "select outbox.drop_partition('1 day')");

        assertThat(Sql.query(database, DRAIN)).containsExactly("event_20200103_000000000000 attached");
        assertThat(Sql.query(database, WHERE)).containsExactly("outbox.event_20200103_000000000000 A-2");
    }

    /** As after weeks without a relay: today's events land there too, and no day can have its partition. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void daysGetTheirPartitionsAgain(ServerVersion version) {
        DataSource database = migrated(version);
        Sql.execute(database, """
                do $$ declare p text; begin
                  for p in select partition from outbox.partitions() loop execute 'drop table outbox.' || p; end loop;
                end $$
                """);
        insert(database, "A-1", "yesterday");
        insert(database, "A-2", "now");
        settle(database);
        insert(database, "A-3", "now");

        assertThat(Sql.query(database, DRAIN)).containsExactly("event_aside set aside");
        assertThat(Sql.query(database, DRAIN).get(0)).endsWith(" attached");
        assertThat(Sql.query(database, "select outcome from outbox.create_partitions(2)"))
                .containsExactly("skipped: event_default already holds events of that day", "created", "created");
        assertThat(Sql.query(database, WHERE)).last().asString().isEqualTo("outbox.event_default A-3");
        assertThat(published(database)).containsExactly("3");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void leavesEventsAloneThatASinkStillNeeds(ServerVersion version) throws Exception {
        DataSource database = migrated(version);
        insert(database, "A-1", "2020-01-01 12:00Z");
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_default kept: no relay has said how far it is");

        try (Connection writer = database.getConnection()) {
            writer.setAutoCommit(false);
            Sql.execute(writer, insertion("A-2", "2020-01-01 13:00Z"));
            settle(database);
            insert(database, "A-3", "2020-01-01 14:00Z");
            assertThat(Sql.query(database, DRAIN)).containsExactly("event_default later: the table is in use");
            writer.commit();
        }
        assertThat(Sql.query(database, DRAIN)).containsExactly("event_aside set aside");
        assertThat(Sql.query(database, "select aggregate_id from outbox.event order by seq"))
                .containsExactly("A-2", "A-3");
    }

    private static List<String> published(DataSource database) {
        Sql.execute(database, "checkpoint"); // decoding ends where the WAL is flushed
        return Sql.query(database, PUBLISHED);
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        Sql.query(database, "select pg_create_logical_replication_slot(current_database(), 'pgoutput')");
        return database;
    }

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
