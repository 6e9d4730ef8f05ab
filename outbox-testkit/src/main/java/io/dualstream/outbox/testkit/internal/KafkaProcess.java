package io.dualstream.outbox.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** A broker in a JVM of its own, with the class path of this JVM. The broker ends with this JVM. */
public final class KafkaProcess implements KafkaBroker {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ANSWER_MILLIS = 5_000;

    /** The main class of an executable jar of Spring Boot, which is needed to read that jar's class path. */
    private static final String BOOT_LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

    private final String bootstrapServers;
    private final Path log;
    private final ProcessReaper reaper;
    private final List<String> command;
    private @Nullable ServerProcess process;

    public KafkaProcess(Properties settings, String bootstrapServers, Path directory, ProcessReaper reaper) {
        this.bootstrapServers = bootstrapServers;
        this.log = directory.resolve("kafka.log");
        this.reaper = reaper;
        this.command = command(store(settings, directory.resolve("server.properties")), directory);
    }

    @Override
    public void start() {
        KafkaLogging.quieten(); // clients send requests before the broker answers
        process = ServerProcess.start(command, log, reaper, PATIENCE, pid -> serves());
    }

    @Override
    public void stop() {
        end("TERM");
    }

    @Override
    public void kill() {
        end("KILL");
    }

    private void end(String signal) {
        if (process != null) {
            process.end(signal, PATIENCE);
            process = null;
            reaper.watchNothing();
        }
    }

    /** Whether the broker serves clients. A broker listens a while before its controller makes it a leader. */
    private boolean serves() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "request.timeout.ms",
                ANSWER_MILLIS,
                "default.api.timeout.ms",
                ANSWER_MILLIS,
                "reconnect.backoff.max.ms",
                100);
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestServerException("interrupted while Kafka started", e);
        }
    }

    private static Path store(Properties settings, Path file) {
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line. Native code that the broker unpacks is written to the directory, too, and is deleted with it. */
    private static List<String> command(Path settings, Path directory) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> words = new ArrayList<>(List.of(java, "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        words.add("-Djava.io.tmpdir=" + directory);
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        if (isInSystemClassPath(BOOT_LAUNCHER)) {
            words.addAll(List.of("-Dloader.main=" + KafkaMain.class.getName(), BOOT_LAUNCHER));
        } else {
            words.add(KafkaMain.class.getName());
        }
        words.add(settings.toString());
        return words;
    }

    private static boolean isInSystemClassPath(String type) {
        String file = type.replace('.', '/') + ".class";
        return ClassLoader.getSystemClassLoader().getResource(file) != null;
    }
}
