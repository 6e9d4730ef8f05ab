package io.dualstream.outbox.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class PostgresBinariesTest {

    @TempDir
    Path folder;

    private Path cache;

    /** What several JVMs run at once: PostgreSQL from the cache named by the argument. */
    static final class Unpacking {
        public static void main(String[] cache) {
            PostgresBinaries.of(18, Path.of(cache[0]));
        }
    }

    @BeforeEach
    void createCache() throws IOException {
        cache = Files.createDirectory(folder.resolve("cache"));
    }

    @Test
    void severalThreadsAndProcessesUnpackOnce() throws Exception {
        List<Process> others = List.of(unpacking(), unpacking());
        List<Path> homes = IntStream.range(0, 2)
                .parallel()
                .mapToObj(i -> PostgresBinaries.of(18, cache))
                .toList();

        for (Process other : others) {
            assertThat(other.waitFor())
                    .as(Files.readString(folder.resolve("log")))
                    .isZero();
        }
        assertThat(homes).containsOnly(home());
        assertThatItRuns();
        assertThat(names(cache)).containsExactlyInAnyOrder(name(), name() + ".lock");
    }

    @Test
    void clearsAwayWhatAKilledJvmHalfUnpacked() throws Exception {
        Process killed = unpacking();
        Path unfinished = cache.resolve(name() + ".unfinished");
        while (killed.isAlive() && names(unfinished).isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        killed.destroyForcibly().waitFor();
        assertThat(unfinished).isDirectory();

        PostgresBinaries.of(18, cache);

        assertThatItRuns();
        assertThat(names(cache)).containsExactlyInAnyOrder(name(), name() + ".lock");
    }

    @Test
    void unpacksAgainWhatIsNotWholeUnderItsFinalName() throws Exception {
        Files.createDirectories(home().resolve("bin"));
        PostgresBinaries.of(18, cache);
        assertThatItRuns();

        Path needed = home().resolve("share/postgresql/postgres.bki");
        Files.delete(needed);
        PostgresBinaries.of(18, cache);
        assertThat(needed).exists();
    }

    private Path home() {
        return cache.resolve(name());
    }

    private static String name() {
        return PostgresArchive.of(18).folder();
    }

    private void assertThatItRuns() {
        ServerProcess.run(home().resolve("bin/postgres").toString(), "--version");
    }

    private static List<String> names(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Process unpacking() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Unpacking.class.getName(),
                        cache.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }
}
