package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.measure.BarChart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line options that all runs have. */
public final class RunOptions {

    @Option(
            names = "--relay-jar",
            defaultValue = "outbox-relay/target/outbox-relay.jar",
            description = "The relay to measure (default: ${DEFAULT-VALUE}).")
    Path relayJar = Path.of("");

    @Option(
            names = "--relay-java-options",
            split = " ",
            defaultValue = "-XX:+UseParallelGC",
            description =
                    "Options of the relay's JVM, one argument (default: ${DEFAULT-VALUE}, as the manual advises).")
    List<String> relayJavaOptions = List.of();

    @Option(names = "--systems", split = ",", description = "Which systems, in this order: ${COMPLETION-CANDIDATES}.")
    List<Candidate> systems = List.of();

    @Option(
            names = "--charts",
            description =
                    "Directory of the documentation: the report and its chart are written to benchmarks/ below it.")
    @Nullable
    Path charts;

    @Option(names = "--keep", description = "Keep the logs of the measured processes in this directory.")
    @Nullable
    Path keep;

    /** Prints the report; with {@code --charts}, writes it and its chart for the documentation too. */
    public void publish(String run, String report, @Nullable BarChart chart, PrintWriter out) throws IOException {
        out.println(report);
        out.flush();
        if (charts != null) {
            Path directory = Files.createDirectories(charts.resolve("benchmarks"));
            String image = chart == null ? "" : "\n![Chart of the table above](" + run + ".svg)\n";
            Files.writeString(directory.resolve(run + ".md"), "# " + run + "\n" + report + image);
            if (chart != null) {
                chart.write(directory.resolve(run + ".svg"));
            }
        }
    }

    public List<Candidate> systemsOr(List<Candidate> all) {
        return systems.isEmpty() ? all : systems;
    }
}
