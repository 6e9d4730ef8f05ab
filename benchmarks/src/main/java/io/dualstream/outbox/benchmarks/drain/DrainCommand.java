package io.dualstream.outbox.benchmarks.drain;

import io.dualstream.outbox.benchmarks.load.Backlog;
import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import io.dualstream.outbox.benchmarks.runner.RunOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints how fast each system drains a backlog into Kafka. */
@Command(name = "drain", description = "How fast each system drains a backlog into Kafka.")
public final class DrainCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    RunOptions options = new RunOptions();

    @Option(
            names = "--events",
            defaultValue = "300000",
            description = "Size of the backlog (default: ${DEFAULT-VALUE}).")
    int events;

    @Option(
            names = "--repetitions",
            defaultValue = "3",
            description = "How often each system drains it (default: ${DEFAULT-VALUE}).")
    int repetitions;

    @Override
    public Integer call() throws SQLException, IOException {
        List<Candidate> candidates = options.systemsOr(List.of(Candidate.values()));
        Backlog backlog = new Backlog(events, 0, 0);
        PrintWriter out = spec.commandLine().getOut();
        try (Bench bench = Bench.open(options, candidates, out)) {
            Map<Candidate, List<DrainResult>> results = new DrainRun(bench).run(candidates, backlog, repetitions);
            DrainReport report =
                    new DrainReport(events, repetitions, bench.servers().machine(), results);
            options.publish("drain", report.text(), report.chart(), out);
        }
        return 0;
    }
}
