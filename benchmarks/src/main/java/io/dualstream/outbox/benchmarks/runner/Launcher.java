package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.control.Controls;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.benchmarks.measure.OwnProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts candidates as processes of their own: the relay by its public contract, a control through this program.
 *
 * @param relayJavaOptions of the relay's JVM
 */
public record Launcher(Path relayJar, List<String> relayJavaOptions, String bootstrapServers) {

    /** The HTTP port of a measured relay, which was free when this program started. */
    static final int STATUS_PORT = freePort();

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails at once with a remedy if the relay's jar is missing, rather than after minutes of load. */
    static void require(Path relayJar, List<Candidate> candidates) {
        if (candidates.stream().anyMatch(Candidate::isOurs) && !Files.isRegularFile(relayJar)) {
            throw new IllegalArgumentException("no relay at " + relayJar
                    + ": build it (mvn -pl outbox-relay -am package) or name it with --relay-jar");
        }
    }

    /** A launcher with more options for the relay's JVM. */
    public Launcher withRelayJavaOptions(String... more) {
        List<String> options = new ArrayList<>(relayJavaOptions);
        options.addAll(List.of(more));
        return new Launcher(relayJar, options, bootstrapServers);
    }

    public MeasuredProcess start(Seat seat, Consumer<String> printed) {
        Controls control = seat.candidate().control();
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        if (control == null) {
            command.addAll(relayJavaOptions);
            command.addAll(List.of("-jar", relayJar.toString()));
            return MeasuredProcess.start(command, relayEnvironment(seat), seat.directory(), printed);
        }
        command.addAll(control.javaOptions());
        command.addAll(OwnProgram.arguments());
        command.addAll(controlArguments(control, seat));
        return MeasuredProcess.start(command, Map.of(), seat.directory(), printed);
    }

    private Map<String, String> relayEnvironment(Seat seat) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OUTBOX_RELAY_DELIVERY", String.valueOf(seat.candidate().delivery()));
        environment.put("OUTBOX_RELAY_NAME", seat.slot());
        environment.put("OUTBOX_RELAY_MIGRATE", "true");
        // A large backlog takes longer to write than the live path looks back by default.
        environment.put("OUTBOX_RELAY_LIVE_MAX_CATCH_UP", "1h");
        environment.put("OUTBOX_RELAY_HTTP_PORT", Integer.toString(STATUS_PORT));
        environment.put("OUTBOX_RELAY_POSTGRES_URL", seat.database().jdbcUrl());
        environment.put("OUTBOX_RELAY_POSTGRES_USERNAME", seat.database().username());
        environment.put("OUTBOX_RELAY_POSTGRES_PASSWORD", seat.database().password());
        environment.put("OUTBOX_RELAY_POSTGRES_SLOT", seat.slot());
        environment.put("OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        environment.put("OUTBOX_RELAY_KAFKA_TOPIC_PREFIX", seat.topicPrefix());
        environment.put("OUTBOX_RELAY_KAFKA_STATE_TOPIC", seat.stateTopic());
        if (seat.redisUrl() != null) {
            environment.put("OUTBOX_RELAY_REDIS_URL", seat.redisUrl());
        }
        return environment;
    }

    private List<String> controlArguments(Controls control, Seat seat) {
        List<String> arguments = new ArrayList<>(List.of("control", control.name()));
        arguments.addAll(List.of("--jdbc-url", seat.database().jdbcUrl()));
        arguments.addAll(List.of("--username", seat.database().username()));
        arguments.addAll(List.of("--password", seat.database().password()));
        arguments.addAll(List.of("--slot", seat.slot()));
        arguments.addAll(List.of("--bootstrap-servers", bootstrapServers));
        arguments.addAll(List.of("--topic-prefix", seat.topicPrefix()));
        arguments.addAll(List.of("--events", Integer.toString(seat.events())));
        arguments.addAll(List.of("--directory", seat.directory().toString()));
        return arguments;
    }
}
