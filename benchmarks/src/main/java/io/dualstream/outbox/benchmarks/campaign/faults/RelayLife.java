package io.dualstream.outbox.benchmarks.campaign.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** One run of a relay's process, which writes a log of its own. {@link #close} kills the process, and so does the end of this JVM. */
public final class RelayLife implements AutoCloseable {

    private static final Pattern SERVING = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    private final Process process;
    private final Path log;
    private final Thread atJvmExit;

    private RelayLife(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.atJvmExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atJvmExit);
    }

    static RelayLife start(RelayProgram program, List<String> options, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(program.command(options))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OUTBOX_RELAY_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(program.settings());
        try {
            return new RelayLife(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The state of the durable path, for example {@code RUNNING} or {@code STANDBY}; empty if the process does not answer. */
    public String state() {
        try {
            Matcher serving = SERVING.matcher(Files.readString(log));
            if (!serving.find()) {
                return "";
            }
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serving.group(1) + "/status"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            String status =
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return JsonMapper.shared().readTree(status).at("/durable/state").asString();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Whether its log says so. */
    boolean ranOutOfMemory() {
        return logText().contains("OutOfMemoryError");
    }

    /** What it has logged so far. */
    String logText() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}, and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(30));
    }

    /** Sends SIGTERM. */
    void terminate() {
        signal("TERM");
    }

    /** Sends SIGSTOP: the process stops and keeps every connection, lock and lease. */
    void freeze() {
        signal("STOP");
    }

    /** Sends SIGCONT after {@link #freeze}. */
    void thaw() {
        signal("CONT");
    }

    /** Whether the process ended in that time. */
    boolean awaitExit(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a relay", e);
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    Path log() {
        return log;
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atJvmExit);
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
