package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InboxMigrationsTest {

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void migratesEverySupportedServerWithoutAnOutboxAndASecondTimeDoesNothing(ServerVersion version) {
        DataSource database = version.createDatabase();

        InboxMigrations.migrate(database, "inbox");
        InboxMigrations.migrate(database, "inbox");

        assertThatCode(() -> InboxMigrations.validate(database, "inbox")).doesNotThrowAnyException();
        assertThat(Sql.query(database, "select inbox.claim('billing', 'a')")).containsExactly("t");
        assertThat(Sql.query(database, "select inbox.claim('billing', 'a')")).containsExactly("f");
        assertThat(Sql.query(database, "select inbox.claim('billing', array['a', 'c', 'b', 'c']) order by 1"))
                .containsExactly("b", "c");
        assertThat(Sql.query(database, "select event_id || outcome from inbox.try_claim('billing', array['d', 'a'])"))
                .containsExactly("aduplicate", "dclaimed");
        assertThat(Sql.query(database, "select to_regclass('outbox.event') is null"))
                .containsExactly("t");
    }

    @Test
    void sharesASchemaWithAnOutbox() {
        DataSource database = ServerVersion.V18.createDatabase();

        OutboxMigrations.migrate(database, "messages");
        InboxMigrations.migrate(database, "messages");

        OutboxMigrations.validate(database, "messages");
        InboxMigrations.validate(database, "messages");
        Sql.query(database, "select messages.publish('order', 'A-1', 'OrderPlaced', '{}')");
        assertThat(Sql.query(database, "select messages.claim('billing', 'a')")).containsExactly("t");
    }

    @Test
    void saysThatAMigrationIsMissing() {
        DataSource database = ServerVersion.V18.createDatabase();

        assertThatThrownBy(() -> InboxMigrations.validate(database, "inbox")).isInstanceOf(FlywayException.class);
    }

    @Test
    void refusesASchemaThatAlreadyHoldsATableNamedReceived() {
        DataSource database = ServerVersion.V18.createDatabase();
        Sql.execute(database, "create table received ()");

        assertThatThrownBy(() -> InboxMigrations.migrate(database, "public"))
                .hasMessageContaining("schema public already has a table named received");
    }

    @Test
    void explainsEveryTableAndFunction() {
        DataSource database = ServerVersion.V18.createDatabase();
        InboxMigrations.migrate(database, "inbox");

        assertThat(Sql.query(
                        database,
                        "select relname from pg_class where relnamespace = 'inbox'::regnamespace and relkind = 'r'"
                                + " and relname in ('received', 'failure') and obj_description(oid) is null"))
                .isEmpty();
        assertThat(Sql.query(
                        database,
                        "select proname from pg_proc where pronamespace = 'inbox'::regnamespace"
                                + " and obj_description(oid) is null"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void countsFailuresAndForgets(ServerVersion version) {
        DataSource database = version.createDatabase();
        InboxMigrations.migrate(database, "inbox");

        assertThat(fail(database)).isEqualTo("failing 1");
        assertThat(fail(database)).isEqualTo("dead 2");
        assertThat(fail(database)).isEqualTo("dead 2");
        assertThat(Sql.query(database, "select inbox.claim('billing', 'a')")).containsExactly("f");
        Sql.query(database, "select inbox.discard_failure(number) from inbox.failure");
        assertThat(fail(database)).isEqualTo("discarded 2");

        assertThat(Sql.query(database, "select inbox.forget('1 hour')")).containsExactly("0");
        assertThat(Sql.query(database, "select inbox.forget('0')")).containsExactly("1");
        assertThat(Sql.query(database, "select count(*) from inbox.failure")).containsExactly("0");
    }

    /** A story that was over, and forgotten, begins anew. */
    @Test
    void countsFromOneWhenAnEventComesAgainAfterItWasForgotten() {
        DataSource database = ServerVersion.V18.createDatabase();
        InboxMigrations.migrate(database, "inbox");
        fail(database);
        fail(database);
        Sql.query(database, "select inbox.discard_failure(number) from inbox.failure");
        Sql.execute(database, "delete from inbox.received");

        assertThat(fail(database)).isEqualTo("failing 1");
    }

    private static String fail(DataSource database) {
        return Sql.query(
                        database,
                        "select concat_ws(' ', state, attempts) from inbox.record_failure('billing', 'a', 'no paper', null, 2,"
                                + " '{}', '{}', null, null, 'orders', 0, 17)")
                .get(0);
    }
}
