package io.dualstream.outbox.benchmarks.campaign.faults;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The relay as it is shipped, unpacked so that it starts quickly and so that a control can put other classes before its own.
 *
 * @param classPath in the JVM's order
 * @param options of every relay's JVM
 * @param settings of every relay, as environment variables
 */
public record RelayProgram(List<Path> classPath, List<String> options, Map<String, String> settings) {

    private static final String MAIN = "io.dualstream.outbox.relay.app.RelayApplication";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Unpacks {@code outbox-relay.jar} into a directory, with Spring Boot's own tool. */
    public static RelayProgram unpack(Path jar, Path directory) throws IOException, InterruptedException {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(
                    "no relay at " + jar + ": build it (mvn -pl outbox-relay -am package) or name it with --relay-jar");
        }
        Path target = directory.resolve("program");
        Process unpacking = new ProcessBuilder(
                        JAVA,
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        target.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("unpack.log").toFile())
                .start();
        if (unpacking.waitFor() != 0) {
            throw new IOException("cannot unpack " + jar + ", see " + directory.resolve("unpack.log"));
        }
        Path program = target.resolve(Objects.requireNonNull(jar.getFileName()));
        return new RelayProgram(
                List.of(program), List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), Map.of());
    }

    /** The program with other classes and resources before its own. */
    public RelayProgram behind(Path overlay) {
        List<Path> longer = new ArrayList<>(List.of(overlay));
        longer.addAll(classPath);
        return new RelayProgram(longer, options, settings);
    }

    /** The same, with settings that go before the environment's. */
    public RelayProgram with(Map<String, String> others) {
        return new RelayProgram(classPath, options, others);
    }

    /** The program's own jar. */
    public Path jar() {
        return classPath.get(classPath.size() - 1);
    }

    List<String> command(List<String> moreOptions) {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(options);
        command.addAll(moreOptions);
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        command.add(MAIN);
        return command;
    }
}
