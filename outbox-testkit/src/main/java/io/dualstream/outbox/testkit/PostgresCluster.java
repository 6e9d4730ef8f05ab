package io.dualstream.outbox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL data directory and the executables that belong to it. */
record PostgresCluster(Path home, Path data) {
    static final String SUPERUSER = "postgres";

    private static final int STATUS_LINE = 7;

    /** Initialises the data directory if it is empty, and writes the settings. */
    static PostgresCluster prepare(TestPostgresBuilder settings, Path temporary, int port) {
        Path chosen = settings.dataDirectory();
        Path data = chosen == null ? temporary.resolve("data") : chosen.toAbsolutePath();
        PostgresUser user = PostgresUser.OF_THIS_JVM;
        PostgresCluster cluster = new PostgresCluster(PostgresBinaries.of(settings.version(), user.cache()), data);
        try {
            user.own(temporary);
            if (Files.notExists(data.resolve("PG_VERSION"))) {
                cluster.initialise(temporary);
            }
            cluster.write(settings.settings(), port);
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> command(String executable, List<String> arguments) {
        List<String> command = new ArrayList<>(PostgresUser.OF_THIS_JVM.prefix());
        command.add(home.resolve("bin").resolve(executable).toString());
        command.addAll(arguments);
        return command;
    }

    /** Whether that process says, in the file it keeps in this directory, that it accepts connections. */
    boolean isReady(long pid) {
        try {
            List<String> status = Files.readAllLines(data.resolve("postmaster.pid"));
            return status.size() > STATUS_LINE
                    && status.get(0).equals(Long.toString(pid))
                    && status.get(STATUS_LINE).startsWith("ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    private void initialise(Path temporary) throws IOException {
        PostgresUser.OF_THIS_JVM.own(Files.createDirectories(data));
        Path password = Files.writeString(temporary.resolve("password"), SUPERUSER);
        ServerProcess.run(command(
                        "initdb",
                        List.of(
                                "--pgdata=" + data,
                                "--username=" + SUPERUSER,
                                "--pwfile=" + password,
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                "--locale=C",
                                "--no-sync",
                                "--no-instructions"))
                .toArray(String[]::new));
        Files.writeString(
                data.resolve("postgresql.conf"), "\ninclude 'outbox-testkit.conf'\n", StandardOpenOption.APPEND);
    }

    private void write(Map<String, String> settings, int port) throws IOException {
        StringBuilder lines = new StringBuilder("port = " + port + "\n");
        settings.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        Files.writeString(data.resolve("outbox-testkit.conf"), lines);
    }
}
