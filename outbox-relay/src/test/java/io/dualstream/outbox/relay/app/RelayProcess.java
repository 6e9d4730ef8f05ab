package io.dualstream.outbox.relay.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real {@code outbox-relay.jar} as a process of its own, to be stopped in every way a process can be. Its HTTP port
 * is a free one. Closing it kills it; so does the end of the JVM that started it.
 */
public final class RelayProcess implements AutoCloseable {

    private static final Pattern SERVING = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private final Thread atJvmExit;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();

    private RelayProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::readLog, "relay-process-log-" + process.pid());
        this.atJvmExit = new Thread(process::destroyForcibly);
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(atJvmExit);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What the process is started with; {@code OUTBOX_RELAY_*} variables of this JVM are not handed down. */
    public static final class Builder {

        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<String> jvmArguments = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        private final List<String> arguments = new ArrayList<>();

        private Builder() {
            environment.put("OUTBOX_RELAY_HTTP_PORT", "0");
        }

        public Builder postgres(String jdbcUrl, String username, String password) {
            return environment("OUTBOX_RELAY_POSTGRES_URL", jdbcUrl)
                    .environment("OUTBOX_RELAY_POSTGRES_USERNAME", username)
                    .environment("OUTBOX_RELAY_POSTGRES_PASSWORD", password);
        }

        public Builder kafka(String bootstrapServers) {
            return environment("OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        }

        public Builder redis(String url) {
            return environment("OUTBOX_RELAY_REDIS_URL", url);
        }

        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Appended to {@code -Xmx256m -XX:+UseSerialGC}; the last one wins. */
        public Builder jvmArguments(String... values) {
            jvmArguments.addAll(List.of(values));
            return this;
        }

        public Builder arguments(String... values) {
            arguments.addAll(List.of(values));
            return this;
        }

        /** Starts the process and returns at once. */
        public RelayProcess start() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
            command.addAll(jvmArguments);
            command.addAll(List.of("-jar", jar().toString()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("OUTBOX_RELAY_"));
            builder.environment().putAll(environment);
            try {
                return new RelayProcess(builder.start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Path jar() {
            for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
                for (String place : List.of("target/outbox-relay.jar", "outbox-relay/target/outbox-relay.jar")) {
                    if (Files.isRegularFile(at.resolve(place))) {
                        return at.resolve(place);
                    }
                }
            }
            throw new IllegalStateException("outbox-relay.jar is not built: mvn package -pl outbox-relay -am");
        }
    }

    /** Waits until {@code /readyz} says yes; an {@link AssertionError} with the log if the process ends or stays silent. */
    public RelayProcess awaitReady() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (pauseUnlessDead()) {
                throw new AssertionError("relay exited with " + process.exitValue() + " before it was ready\n" + log());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("relay not ready after " + PATIENCE + "\n" + log());
            }
        }
        return this;
    }

    /** Waits until a line of the log contains {@code text} and returns that line. */
    public String awaitLog(String text) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        synchronized (lines) {
            for (int seen = 0; ; ) {
                for (; seen < lines.size(); seen++) {
                    if (lines.get(seen).contains(text)) {
                        return lines.get(seen);
                    }
                }
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (leftMillis <= 0 || !reader.isAlive()) {
                    throw new AssertionError("relay never said \"" + text + "\"\n" + log());
                }
                try {
                    lines.wait(Math.min(leftMillis, 500));
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
        }
    }

    public boolean isReady() {
        if (httpPort() < 0) {
            return false;
        }
        try {
            return get("/readyz").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** As the process logged it; -1 before it did. */
    public int httpPort() {
        Matcher serving = SERVING.matcher(log());
        return serving.find() ? Integer.parseInt(serving.group(1)) : -1;
    }

    /** Everything the process wrote so far, both streams. */
    public String log() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}, and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM; {@link #awaitExit} tells how the process took it. */
    public void terminate() {
        signal("TERM");
    }

    /** SIGSTOP: the process stands still and keeps every connection, lock and lease. */
    public void freeze() {
        signal("STOP");
    }

    /** SIGCONT after {@link #freeze}. */
    public void thaw() {
        signal("CONT");
    }

    /** Waits for the end of the process and of its log; returns the exit code. */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("relay still runs after " + PATIENCE + "\n" + log());
            }
            reader.join(PATIENCE.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atJvmExit);
    }

    private boolean pauseUnlessDead() {
        try {
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + " " + pid() + " failed\n" + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void readLog() {
        try (BufferedReader log = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // the process was killed: there is nothing more to read
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for the relay", e);
    }
}
