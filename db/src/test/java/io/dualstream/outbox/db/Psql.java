package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The psql of this machine. As with the testkit's RequiredProgram, which depends on this module, a test is skipped without it. */
record Psql(Path executable) {

    static Psql find() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> new Psql(Path.of(folder, "psql")))
                .filter(psql -> Files.isExecutable(psql.executable))
                .findFirst()
                .orElseGet(Psql::missing);
    }

    private static Psql missing() {
        String missing = "no psql on this machine (Debian: apt-get install postgresql-client)";
        return Boolean.parseBoolean(System.getenv("OUTBOX_REQUIRE_TOOLS"))
                ? fail(missing + ", and OUTBOX_REQUIRE_TOOLS is true")
                : abort("SKIPPED: " + missing);
    }

    /** Runs commands in one transaction and returns what they print; a failure is one of the test. */
    String run(DataSource database, String... arguments) throws IOException, InterruptedException {
        return succeeded(run(database, List.of("--single-transaction"), arguments));
    }

    /** The same, where a failure is what the test wants. */
    String refused(DataSource database, String... arguments) throws IOException, InterruptedException {
        Ran ran = run(database, List.of("--single-transaction"), arguments);
        assertThat(ran.code()).as(ran.output()).isEqualTo(3);
        return ran.output();
    }

    /** The same, but each statement is a transaction of its own, as psql does it unless told otherwise. */
    String runOneByOne(DataSource database, String... arguments) throws IOException, InterruptedException {
        return succeeded(run(database, List.of(), arguments));
    }

    private record Ran(int code, String output) {}

    private static String succeeded(Ran ran) {
        assertThat(ran.code()).as(ran.output()).isZero();
        return ran.output();
    }

    private Ran run(DataSource database, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        var where = (PGSimpleDataSource) database;
        var command = new ArrayList<>(List.of(executable.toString(), "-v", "ON_ERROR_STOP=1"));
        command.addAll(options);
        command.addAll(List.of("-q", "-h", "127.0.0.1", "-p", String.valueOf(where.getPortNumbers()[0])));
        command.addAll(List.of("-U", "postgres", "-d", String.valueOf(where.getDatabaseName())));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }
}
