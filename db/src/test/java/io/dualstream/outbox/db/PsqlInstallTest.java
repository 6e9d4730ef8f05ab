package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that stand in the files install.sql and roles.sql, and those of the inbox. */
class PsqlInstallTest {

    private static final String FILES = "src/main/resources/io/dualstream/outbox/db/";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void psqlAloneInstallsIntoTheSchemaItIsTold(ServerVersion version) throws Exception {
        Psql psql = Psql.find();
        DataSource database = version.createDatabase();

        String installed = psql.run(database, "-v", "schema=Legacy", "-f", FILES + "install.sql");
        String granted = psql.run(database, "-c", "set search_path = \"Legacy\"", "-f", FILES + "roles.sql");

        assertThat(installed)
                .contains("WARNING", "in schema Legacy run with the rights of postgres, a superuser: run roles.sql")
                .doesNotContain("ERROR");
        assertThat(granted).doesNotContain("ERROR");
        Sql.execute(
                database,
                "set role \"Legacy_publisher\"; insert into \"Legacy\".event "
                        + "(aggregate_type, aggregate_id, event_type, payload) values ('order', 'A-1', 'E', '{}')");
        assertThat(Sql.query(database, "select tablename from pg_publication_tables where pubname = 'Legacy_event'"))
                .containsExactly("event");
    }

    /** As docs/operating.md says. */
    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void psqlUpgradesOneMigrationAfterTheOther(ServerVersion version) throws Exception {
        Psql psql = Psql.find();
        DataSource database = version.createDatabase();
        Sql.execute(database, "create schema outbox");
        List<Path> migrations;
        try (Stream<Path> files = Files.list(Path.of(FILES, "migration"))) {
            migrations = files.sorted(Comparator.comparing(file ->
                            Integer.parseInt(file.getFileName().toString().replaceAll("^V(\\d+)__.*", "$1"))))
                    .toList();
        }
        assertThat(migrations).hasSizeGreaterThan(8);

        for (Path migration : migrations) {
            String ran = psql.run(database, "-c", "set search_path = outbox", "-f", migration.toString());
            assertThat(ran).as(migration.toString()).doesNotContain("ERROR");
        }
        assertThat(psql.run(database, "-c", "set search_path = outbox", "-f", FILES + "roles.sql"))
                .doesNotContain("ERROR");

        String functions =
                "select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'outbox'";
        DataSource byFlyway = version.createDatabase();
        OutboxMigrations.migrate(byFlyway, "outbox");
        assertThat(Sql.query(database, functions)).isEqualTo(Sql.query(byFlyway, functions));
        Sql.execute(
                database,
                "set role outbox_publisher; insert into outbox.event (id, aggregate_type, aggregate_id, event_type)"
                        + " values (outbox.new_event_id(), 'pay.roll', 'A-1', 'E')");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void psqlAloneInstallsTheInboxIntoTheSchemaItIsTold(ServerVersion version) throws Exception {
        Psql psql = Psql.find();
        DataSource database = version.createDatabase();

        String installed = psql.run(database, "-v", "schema=In Box", "-f", FILES + "inbox-install.sql");
        String granted = psql.run(database, "-c", "set search_path = \"In Box\"", "-f", FILES + "inbox-roles.sql");

        assertThat(installed).doesNotContain("ERROR");
        assertThat(granted).doesNotContain("ERROR");
        Sql.execute(database, "set role \"In Box_consumer\"; select \"In Box\".claim('billing', 'a')");
    }
}
