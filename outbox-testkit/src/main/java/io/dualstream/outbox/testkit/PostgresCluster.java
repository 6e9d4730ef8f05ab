package io.dualstream.outbox.testkit;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import io.dualstream.outbox.testkit.internal.Directories;
import io.dualstream.outbox.testkit.internal.PostgresBinaries;
import io.dualstream.outbox.testkit.internal.PostgresUser;
import io.dualstream.outbox.testkit.internal.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL data directory and the executables that belong to it. */
record PostgresCluster(Path home, Path data) {
    static final String SUPERUSER = "postgres";

    private static final String SETTINGS = "outbox-testkit.conf";
    private static final int STATUS_LINE = 7;

    /** Fills the data directory if it is empty, and writes the settings. */
    static PostgresCluster prepare(TestPostgresBuilder settings, Path temporary, int port) {
        Path chosen = settings.dataDirectory();
        Path data = chosen == null ? temporary.resolve("data") : chosen.toAbsolutePath();
        PostgresUser user = PostgresUser.OF_THIS_JVM;
        PostgresCluster cluster =
                new PostgresCluster(PostgresBinaries.of(settings.version().major(), user.cache()), data);
        try {
            user.own(temporary);
            if (Files.notExists(data.resolve("PG_VERSION"))) {
                cluster.fill(settings.origin(), temporary);
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

    /** Whether the file of that process in this directory says that the server accepts connections. */
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

    private void fill(@Nullable Consumer<Path> origin, Path temporary) throws IOException {
        if (origin == null) {
            initialise(temporary);
        } else {
            origin.accept(data);
        }
    }

    /**
     * Replaces this directory's content by that of another one, with the current settings. The next start recovers it.
     *
     * @param newTimeline whether to recover as from an archive, which ends in another timeline
     */
    void replace(Path backup, boolean newTimeline) {
        try {
            Path settings = data.resolve(SETTINGS);
            String now = Files.readString(settings);
            Directories.delete(data);
            Directories.copy(backup, data, file -> true);
            if (newTimeline) {
                signal("recovery.signal");
            }
            // without hot_standby the server is ready only after the recovery
            Files.writeString(settings, now + (newTimeline ? "restore_command = 'false'\nhot_standby = 'off'\n" : ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates a signal file for the next start, with the owner of the other files. */
    void signal(String name) {
        try {
            Files.copy(data.resolve("PG_VERSION"), data.resolve(name), COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        Files.writeString(data.resolve("postgresql.conf"), "\ninclude '" + SETTINGS + "'\n", StandardOpenOption.APPEND);
    }

    private void write(Map<String, String> settings, int port) throws IOException {
        StringBuilder lines = new StringBuilder("port = " + port + "\n");
        settings.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        Files.writeString(data.resolve(SETTINGS), lines);
    }
}
