package io.dualstream.outbox.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

    @Test
    void clearsAwayWhatAKilledJvmHalfUnpacked(@TempDir Path cache) throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path abandoned = Files.createDirectories(
                cache.resolve("postgres-18.6.0-linux-amd64." + ended.pid() + ".unfinished/bin"));

        Path home = PostgresBinaries.of(PostgresVersion.V18, cache);

        assertThat(home.resolve("bin/postgres")).isExecutable();
        assertThat(abandoned).doesNotExist();
        assertThat(cache).isDirectoryContaining(home::equals);
    }
}
