package io.dualstream.outbox.live.campaign;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of these tests in a JVM of its own, which ends with this one at the latest. */
final class Child implements AutoCloseable {

    private final List<String> command = new ArrayList<>();
    private Process process;

    Child(Class<?> main, String... arguments) throws IOException {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        process = launch();
    }

    /** {@code kill -9}; returns once it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void restart() throws IOException {
        process = launch();
    }

    /** The process reads its input to the end, which comes when this JVM ends. */
    private Process launch() throws IOException {
        File log = new File("target", "campaign.log");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** For the main classes: ends this JVM once its parent is gone. */
    static void endWithParent() throws IOException {
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }

    @Override
    public void close() {
        kill();
    }
}
