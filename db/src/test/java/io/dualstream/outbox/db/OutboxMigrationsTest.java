package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutboxMigrationsTest {

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void migratesEverySupportedServerAndASecondTimeDoesNothing(ServerVersion version) {
        DataSource database = version.createDatabase();

        OutboxMigrations.migrate(database, "outbox");
        OutboxMigrations.migrate(database, "outbox");

        assertThatCode(() -> OutboxMigrations.validate(database, "outbox")).doesNotThrowAnyException();
        Sql.execute(
                database,
                "insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) "
                        + "values ('order', 'A-1', 'OrderPlaced', '{}')");
        assertThat(Sql.query(database, "select tableoid::regclass from outbox.event"))
                .singleElement()
                .asString()
                .startsWith("outbox.event_2");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void keepsTwoSchemasSideBySide(ServerVersion version) {
        DataSource database = version.createDatabase();

        OutboxMigrations.migrate(database, "outbox");
        OutboxMigrations.migrate(database, "Second One");
        Sql.query(database, "select \"Second One\".publish('order', 'A-1', 'OrderPlaced', '{}')");

        assertThat(Sql.query(database, "select count(*) from outbox.event")).containsExactly("0");
        assertThat(Sql.query(database, "select count(*) from \"Second One\".event"))
                .containsExactly("1");
        assertThat(Sql.query(database, "select pubname from pg_publication order by 1"))
                .containsExactlyInAnyOrder("outbox_event", "Second One_event");
    }
}
