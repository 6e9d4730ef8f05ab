package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session has set does not change what the functions of outbox and inbox mean. */
class SessionSettingsTest {

    private static final String HOSTILE = "set standard_conforming_strings = off; set backslash_quote = off;"
            + " set quote_all_identifiers = on; set transform_null_equals = on; set array_nulls = off; set row_security = on;"
            + " set intervalstyle = iso_8601; set timezone = 'Pacific/Chatham';"
            + " set xmloption = document; set bytea_output = escape";

    /** Each literal with a backslash, and each that could be one, is dollar-quoted, or its function has settings of its own. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void noFunctionThatIsParsedAtRunTimeDependsOnThem(ServerVersion version) {
        DataSource database = migrated(version);
        String parsed = " from pg_proc p where p.pronamespace in ('outbox'::regnamespace, 'inbox'::regnamespace)"
                + " and p.prosqlbody is null";

        assertThat(Sql.query(database, "select p.proname" + parsed)).hasSizeGreaterThan(15);
        assertThat(Sql.query(
                        database,
                        "select p.oid::regprocedure" + parsed + " and not coalesce(p.proconfig @>"
                                + " '{standard_conforming_strings=on,backslash_quote=safe_encoding}', false)"
                                + " and regexp_replace(p.prosrc, '--[^\\n]*|[$]r[$].*?[$]r[$]', '', 'g') ~ '\\\\'"))
                .isEmpty();
    }

    /** Those that read tables of ours. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void noneThatReadsATableLetsRowSecurityHideRowsFromIt(ServerVersion version) {
        assertThat(Sql.query(
                        migrated(version),
                        "select p.proname from pg_proc p where p.pronamespace = 'outbox'::regnamespace"
                                + " and not coalesce(p.proconfig @> '{row_security=off}', false) order by 1"))
                .isEqualTo(List.of("admit_event", "has_controls", "new_event_id", "publish"));
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theRulesOfAnEventStand(ServerVersion version) throws Exception {
        DataSource database = migrated(version);

        try (Connection connection = database.getConnection()) {
            Sql.execute(connection, HOSTILE);
            for (String id : List.of("a*b", "a?b", "a]", "wild*card?[x]", "a\\\\b")) {
                assertThatThrownBy(() -> insert(connection, id))
                        .as(id)
                        .hasMessageContaining("aggregate_id must have none of * ? [ ] \\");
            }
            assertThatThrownBy(() -> insert(connection, "a\\nb"))
                    .hasMessageContaining("aggregate_id must have no control characters");
            insert(connection, "A-1");
            Sql.execute(
                    connection,
                    "select outbox.publish('order', 'A-2', 'E', headers => '{\"a\": \"b\", \"c\": \"d \\\\\\\\ \"}')");
        }

        assertThat(Sql.query(database, "select count(*) from outbox.event")).containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void theUpkeepWorks(ServerVersion version) throws Exception {
        DataSource database = migrated(version);

        try (Connection connection = database.getConnection()) {
            Sql.execute(
                    connection,
                    "create table outbox.event_20200101 partition of outbox.event"
                            + " for values from ('2020-01-01Z') to ('2020-01-02Z');"
                            + "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at) values"
                            + " ('order', 'A-1', 'E', '2020-01-01 12:00Z'), ('order', 'A-2', 'E', '2020-01-02 12:00Z');"
                            + "insert into outbox.lease (name, epoch, holder, settled_xid)"
                            + " values ('outbox', 1, 'me', pg_snapshot_xmax(pg_current_snapshot())::text::xid8)");
            Sql.execute(connection, "update outbox.lease set settled_xid = pg_snapshot_xmax(pg_current_snapshot())");
            Sql.execute(connection, HOSTILE);
            assertThat(Sql.query(
                            connection, "select outcome from outbox.create_partitions(8) where outcome <> 'exists'"))
                    .containsExactly("created");
            assertThat(Sql.query(connection, "select outcome from outbox.watch_partitions()"))
                    .containsExactly("watched", "watched");
            assertThat(Sql.query(connection, "select outcome from outbox.drain_default()"))
                    .containsExactly("set aside");
            assertThat(Sql.query(connection, "select outcome from outbox.drain_default()"))
                    .containsExactly("attached");
            assertThat(Sql.query(connection, "select outcome from outbox.empty_partition('1 day')"))
                    .containsExactly("emptied");
            assertThat(Sql.query(connection, "select outcome from outbox.drop_partition('1 day')"))
                    .containsExactly("dropped");
        }
    }

    private static void insert(Connection connection, String aggregateId) {
        Sql.execute(
                connection,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('order', '" + aggregateId
                        + "', 'E')");
    }

    private static DataSource migrated(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        InboxMigrations.migrate(database, "inbox");
        return database;
    }
}
