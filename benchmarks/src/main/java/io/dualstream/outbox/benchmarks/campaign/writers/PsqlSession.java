package io.dualstream.outbox.benchmarks.campaign.writers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.testkit.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A session of {@code psql}, as administrators and scripts use it: a client that shares no code with the JDBC driver. The first
 * error ends it, and the transaction that was open with it. Not thread-safe.
 */
public final class PsqlSession implements AutoCloseable {

    private static final String DONE = "that was all";

    private final Process process;
    private final Writer statements;
    private final BufferedReader printed;

    private PsqlSession(Process process) {
        this.process = process;
        this.statements = process.outputWriter(UTF_8);
        this.printed = process.inputReader(UTF_8);
    }

    /** The version of the installed psql; empty if there is none. */
    public static String version() {
        try {
            Process asked = new ProcessBuilder("psql", "--version").start();
            String answer = new String(asked.getInputStream().readAllBytes(), UTF_8);
            return answer.replaceFirst("psql \\(PostgreSQL\\) (\\S+)(?s:.*)", "$1");
        } catch (IOException notInstalled) {
            return "";
        }
    }

    /** Opens a session, which connects with its first statements. */
    static PsqlSession open(TestDatabase database) throws SQLException {
        URI address = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        ProcessBuilder psql = new ProcessBuilder("psql", "-XqAt", "-v", "ON_ERROR_STOP=1").redirectErrorStream(true);
        psql.environment().put("PGHOST", address.getHost());
        psql.environment().put("PGPORT", Integer.toString(address.getPort()));
        psql.environment().put("PGDATABASE", database.name());
        psql.environment().put("PGUSER", database.username());
        psql.environment().put("PGPASSWORD", database.password());
        psql.environment().put("PGCLIENTENCODING", "UTF8");
        psql.environment().put("PGCONNECT_TIMEOUT", "10");
        try {
            return new PsqlSession(psql.start());
        } catch (IOException e) {
            throw new SQLException("psql cannot be started", e);
        }
    }

    /** Sends a script, and returns the lines that psql prints. */
    List<String> run(String script) throws SQLException {
        List<String> lines = new ArrayList<>();
        try {
            statements.write(script + "\n\\echo " + DONE + "\n");
            statements.flush();
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                if (line.equals(DONE)) {
                    return lines;
                }
                lines.add(line);
            }
        } catch (IOException e) {
            throw new SQLException("psql has ended, after " + lines, e);
        }
        throw new SQLException("psql ended: " + lines);
    }

    /** Ends the session; an open transaction is rolled back. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
