package io.dualstream.outbox.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on real servers, small: so that no control rots unnoticed. */
class DrainSmokeTest {

    @TempDir
    Path directory;

    @Test
    void controlsDeliverEveryEvent() {
        StringWriter printed = new StringWriter();
        int exit = Benchmarks.commands()
                .setOut(new PrintWriter(printed))
                .execute(
                        "drain",
                        "--events=1000",
                        "--repetitions=1",
                        "--systems=debezium-tuned,hand-written",
                        "--keep=" + directory,
                        "--charts=" + directory);
        assertThat(exit).as(printed.toString()).isZero();
        assertThat(printed.toString().lines().filter(line -> line.startsWith("|")))
                .hasSize(2 + 2)
                .filteredOn(line -> line.endsWith("  all |"))
                .hasSize(2);
        assertThat(directory.resolve("benchmarks/drain.svg")).content().contains("Debezium, tuned");
    }
}
