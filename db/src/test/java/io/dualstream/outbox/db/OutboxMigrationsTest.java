package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
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

    @Test
    void leavesTheHostsOwnMigrationsAlone() {
        DataSource database = ServerVersion.V18.createDatabase();
        Flyway host = Flyway.configure()
                .dataSource(database)
                .locations("classpath:hostapp")
                .load();
        host.migrate();

        OutboxMigrations.migrate(database, "public");

        host.validate();
        assertThat(host.migrate().migrationsExecuted).isZero();
        assertThat(Sql.query(database, "select script from flyway_schema_history"))
                .containsExactly("V1__host.sql");
        assertThat(Sql.query(database, "select script from outbox_schema_history where type = 'SQL'"))
                .contains("V1__outbox.sql");
    }

    @Test
    void letsManyProcessesMigrateAtOnce() throws Exception {
        DataSource database = ServerVersion.V18.createDatabase();
        Callable<Void> migration = () -> {
            OutboxMigrations.migrate(database, "outbox");
            return null;
        };

        var threads = Executors.newFixedThreadPool(6);
        try {
            for (var outcome :
                    threads.invokeAll(Stream.generate(() -> migration).limit(6).toList())) {
                outcome.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(
                        Sql.query(
                                database,
                                "select count(*) - count(distinct version) from outbox.outbox_schema_history where type = 'SQL'"))
                .containsExactly("0");
    }

    @Test
    void saysThatAMigrationIsMissing() {
        DataSource database = ServerVersion.V18.createDatabase();

        assertThatThrownBy(() -> OutboxMigrations.validate(database, "outbox"))
                .isInstanceOf(FlywayException.class)
                .hasMessageStartingWith("Schema 'outbox' in jdbc:postgresql://")
                .hasMessageEndingWith(" has no table event");
    }

    @Test
    void refusesASchemaThatAlreadyHoldsATableNamedEvent() {
        DataSource database = ServerVersion.V18.createDatabase();
        Sql.execute(database, "create table event ()");

        assertThatThrownBy(() -> OutboxMigrations.migrate(database, "public"))
                .hasMessageContaining("schema public already has a table named event");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void publishesInsertsOfTheRootTableWithoutTheXid(ServerVersion version) {
        DataSource database = version.createDatabase();
        OutboxMigrations.migrate(database, "outbox");

        assertThat(Sql.query(
                        database,
                        "select concat_ws(' ', pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot) "
                                + "from pg_publication where pubname = 'outbox_event'"))
                .containsExactly("t f f f t");
        assertThat(Sql.query(
                        database,
                        "select tablename || ': ' || array_to_string(attnames, ' ') from pg_publication_tables "
                                + "where pubname = 'outbox_event'"))
                .isEqualTo(List.of("event: seq id aggregate_type aggregate_id event_type key dataschema "
                        + "content_type headers payload payload_binary created_us"));
    }

    @Test
    void explainsEveryTableAndColumn() {
        DataSource database = ServerVersion.V18.createDatabase();
        OutboxMigrations.migrate(database, "outbox");

        assertThat(Sql.query(
                        database,
                        "select attname from pg_attribute where attrelid = 'outbox.event'::regclass and attnum > 0 "
                                + "and col_description(attrelid, attnum) is null"))
                .isEmpty();
        assertThat(
                        Sql.query(
                                database,
                                "select relname from pg_class where relnamespace = 'outbox'::regnamespace and relkind in ('r', 'p') "
                                        + "and relname in ('event', 'event_default', 'lease') and obj_description(oid) is null"))
                .isEmpty();
    }
}
