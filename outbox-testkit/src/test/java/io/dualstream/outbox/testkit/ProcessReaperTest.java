package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.internal.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessReaperTest {
    private static final String READY = "ports ";

    /** The program whose JVM is killed. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            TestPostgres postgres = TestPostgres.start();
            TestKafka kafka = TestKafka.start();
            TestKafka kafkaProcess = TestKafka.builder().inProcess().start();
            TestRedis redis = TestRedis.start();
            redis.pause();
            System.out.println(
                    READY + postgres.port() + " " + kafka.port() + " " + kafkaProcess.port() + " " + redis.port());
            Thread.currentThread().join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "KILL"})
    void noServerAndNoFileOutlivesTheJvm(String signal, @TempDir Path temporary) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Integer> ports;
        try (BufferedReader lines = jvm.inputReader()) {
            ports = ports(lines);
            assertThat(ports).allMatch(ProcessReaperTest::isOpen);
        } finally {
            ServerProcess.run("kill", "-" + signal, Long.toString(jvm.pid()));
        }
        jvm.waitFor();

        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (System.nanoTime() < deadline
                && (ports.stream().anyMatch(ProcessReaperTest::isOpen) || !isEmpty(temporary))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(ports).noneMatch(ProcessReaperTest::isOpen);
        assertThat(temporary).isEmptyDirectory();
    }

    /** The servers and the JVM itself may print lines of their own before. */
    private static List<Integer> ports(BufferedReader lines) throws IOException {
        List<String> printed = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            printed.add(line);
            if (line.startsWith(READY)) {
                return Stream.of(line.substring(READY.length()).split(" ", -1))
                        .map(Integer::valueOf)
                        .toList();
            }
        }
        throw new AssertionError("the JVM ended before it was ready, having printed " + printed);
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }
}
