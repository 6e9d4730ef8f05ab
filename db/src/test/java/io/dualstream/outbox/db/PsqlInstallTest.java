package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The commands that stand in the files install.sql and roles.sql, and those of the inbox. */
class PsqlInstallTest {

    private static final String FILES = "src/main/resources/io/dualstream/outbox/db/";

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void psqlAloneInstallsIntoTheSchemaItIsTold(ServerVersion version) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/psql")), "there is no /usr/bin/psql on this machine");
        DataSource database = version.createDatabase();

        String installed = psql(database, "-v", "schema=Legacy", "-f", FILES + "install.sql");
        String granted = psql(database, "-c", "set search_path = \"Legacy\"", "-f", FILES + "roles.sql");

        assertThat(installed).doesNotContain("ERROR");
        assertThat(granted).doesNotContain("ERROR");
        Sql.execute(
                database,
                "set role \"Legacy_publisher\"; insert into \"Legacy\".event "
                        + "(aggregate_type, aggregate_id, event_type, payload) values ('order', 'A-1', 'E', '{}')");
        assertThat(Sql.query(database, "select tablename from pg_publication_tables where pubname = 'Legacy_event'"))
                .containsExactly("event");
    }

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void psqlAloneInstallsTheInboxIntoTheSchemaItIsTold(ServerVersion version) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/psql")), "there is no /usr/bin/psql on this machine");
        DataSource database = version.createDatabase();

        String installed = psql(database, "-v", "schema=In Box", "-f", FILES + "inbox-install.sql");
        String granted = psql(database, "-c", "set search_path = \"In Box\"", "-f", FILES + "inbox-roles.sql");

        assertThat(installed).doesNotContain("ERROR");
        assertThat(granted).doesNotContain("ERROR");
        Sql.execute(database, "set role \"In Box_consumer\"; select \"In Box\".claim('billing', 'a')");
    }

    private static String psql(DataSource database, String... arguments) throws IOException, InterruptedException {
        var where = (PGSimpleDataSource) database;
        var command = new ArrayList<>(List.of("/usr/bin/psql", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-q"));
        command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(where.getPortNumbers()[0])));
        command.addAll(List.of("-U", "postgres", "-d", String.valueOf(where.getDatabaseName())));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
