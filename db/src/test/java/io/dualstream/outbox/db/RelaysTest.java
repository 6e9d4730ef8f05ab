package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.sql.Connection;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For which relays retention waits, and how to tell it that one never comes back. */
class RelaysTest {

    private static final String EMPTY = "select outcome from outbox.empty_partition('1 day')";

    /** As a relay holds it while it leads. */
    private static final String LEADS = "select pg_advisory_lock(hashtextextended('outbox/outbox/%s', 0))";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void oneThatNeverLeftAMarkIsNamedAndCountsForAnHourOrWhileItLeads(ServerVersion version) throws Exception {
        DataSource database = withAnOldEvent(version);
        lease(database, "right", "pg_snapshot_xmax(pg_current_snapshot())");
        lease(database, "wrong", "null");
        assertThat(Sql.query(database, EMPTY))
                .singleElement(STRING)
                .startsWith("kept: relay 'wrong' (1@host, leading since 20")
                .endsWith(
                        " UTC) has not said how far it is; it leads no more: start it, or select outbox.forget_relay('wrong')");

        Sql.execute(database, "update outbox.lease set acquired_at = acquired_at - interval '2 hours'");
        try (Connection relay = database.getConnection()) {
            Sql.execute(relay, LEADS.formatted("wrong"));
            assertThat(Sql.query(database, EMPTY))
                    .singleElement(STRING)
                    .startsWith("kept: relay 'wrong' ")
                    .endsWith(" has not said how far it is");
        }
        awaitGone(database);
        assertThat(Sql.query(database, EMPTY)).containsExactly("emptied");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void oneThatIsGoneForGoodIsForgottenByAnOperatorUnlessItLeads(ServerVersion version) throws Exception {
        DataSource database = withAnOldEvent(version);
        lease(database, "right", "pg_snapshot_xmax(pg_current_snapshot())");
        lease(database, "gone", "'3'");
        Sql.execute(database, "update outbox.lease set marks = '{1}', epoch = 7");
        Sql.execute(database, "set search_path = outbox; " + Installed.roles());
        String forget = "set role outbox_operator; select outbox.forget_relay('%s')";
        assertThat(Sql.query(database, EMPTY))
                .singleElement(STRING)
                .startsWith("kept: it holds events that relay 'gone' (1@host, leading since 20")
                .endsWith("select outbox.forget_relay('gone')");

        try (Connection relay = database.getConnection()) {
            Sql.execute(relay, LEADS.formatted("gone"));
            assertThatThrownBy(() -> Sql.execute(database, forget.formatted("gone")))
                    .hasMessageContaining("relay 'gone' leads: stop it first");
        }
        awaitGone(database);
        assertThatThrownBy(() -> Sql.execute(database, forget.formatted("never")))
                .hasMessageContaining("there is no relay 'never'");
        assertThatThrownBy(() -> Sql.execute(database, "set role outbox_publisher; select outbox.forget_relay('gone')"))
                .hasMessageContaining("permission denied");

        Sql.execute(database, forget.formatted("gone"));

        assertThat(Sql.query(database, EMPTY)).containsExactly("emptied");
        assertThat(Set.copyOf(Sql.query(database, "select epoch from outbox.lease")))
                .as("Redis takes a lower epoch for a predecessor's")
                .containsExactly("7");
    }

    private static void awaitGone(DataSource database) throws InterruptedException {
        while (!Sql.query(database, "select 1 from pg_locks where locktype = 'advisory'")
                .isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static void lease(DataSource database, String name, String settled) {
        Sql.execute(
                database,
                "insert into outbox.lease (name, epoch, holder, settled_xid) values ('" + name + "', 1, '1@host', "
                        + settled + ")");
    }

    private static DataSource withAnOldEvent(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        Sql.execute(
                database,
                "create table outbox.event_20200101 partition of outbox.event"
                        + " for values from ('2020-01-01Z') to ('2020-01-02Z')");
        Sql.execute(
                database,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at)"
                        + " values ('order', 'A-1', 'E', '2020-01-01 12:00Z')");
        return database;
    }
}
