package io.dualstream.outbox.benchmarks.latency;

import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import io.dualstream.outbox.benchmarks.runner.RunOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints how long an event takes from commit to consumer. */
@Command(
        name = "latency",
        description = "How long an event takes from commit to a Kafka consumer and a Redis subscriber.")
public final class LatencyCommand implements Callable<Integer> {

    private static final List<Candidate> DEFAULT = List.of(
            Candidate.OURS_EXACTLY_ONCE,
            Candidate.OURS_AT_LEAST_ONCE,
            Candidate.DEBEZIUM_STOCK,
            Candidate.DEBEZIUM_TUNED);

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    RunOptions options = new RunOptions();

    @Option(
            names = "--repetitions",
            defaultValue = "1",
            description = "Rounds of every system (default: ${DEFAULT-VALUE}).")
    int repetitions;

    @Option(names = "--warm-up-seconds", defaultValue = "60", description = "Before each (default: ${DEFAULT-VALUE}).")
    int warmUpSeconds;

    @Option(names = "--seconds", defaultValue = "20", description = "At 500 tx/s (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--quiet-seconds", defaultValue = "20", description = "At 1 tx/s (default: ${DEFAULT-VALUE}).")
    int quietSeconds;

    @Override
    public Integer call() throws SQLException, IOException {
        List<Candidate> candidates = options.systemsOr(DEFAULT);
        LatencyPlan plan = new LatencyPlan(
                repetitions,
                Duration.ofSeconds(warmUpSeconds),
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(quietSeconds));
        PrintWriter out = spec.commandLine().getOut();
        try (Bench bench = Bench.open(options, candidates, out)) {
            LatencyReport report = new LatencyReport(plan, bench.servers().machine());
            new LatencyRun(bench, plan, report).run(candidates);
            options.publish("latency", report.text(), report.chart(), out);
        }
        return 0;
    }
}
