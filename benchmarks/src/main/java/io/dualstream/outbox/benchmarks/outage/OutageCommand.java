package io.dualstream.outbox.benchmarks.outage;

import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import io.dualstream.outbox.benchmarks.runner.RunOptions;
import io.dualstream.outbox.benchmarks.runner.Seat;
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

/** Prints how an outage of Kafka affects writers and Redis, and how all events arrive afterwards. */
@Command(
        name = "outage",
        description = "What writers and Redis notice while Kafka is away, and what arrives afterwards.")
public final class OutageCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    RunOptions options = new RunOptions();

    @Option(
            names = "--seconds",
            defaultValue = "600",
            description = "That long Kafka is away (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--before-seconds",
            defaultValue = "300",
            description = "That long it is there before (default: ${DEFAULT-VALUE}).")
    int beforeSeconds;

    @Option(
            names = "--per-second",
            defaultValue = "200",
            description = "Transactions a second (default: ${DEFAULT-VALUE}).")
    int perSecond;

    @Override
    public Integer call() throws SQLException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Bench bench = Bench.open(options, List.of(Candidate.OURS_EXACTLY_ONCE), out)) {
            Seat seat = bench.freshSeat(Candidate.OURS_EXACTLY_ONCE, 0);
            OutageRun run = new OutageRun(bench, seat, perSecond);
            run.play(Duration.ofSeconds(beforeSeconds), Duration.ofSeconds(seconds));
            String report = """

                    Kafka is there for %d s, then away for %d s, then back; meanwhile %d transactions a second of one event of about
                    470 bytes from 4 sessions, on a fixed schedule. A transaction's time is from its first statement to its COMMIT's return.
                    %s. Every commit is on disk (fsync on).

                    %s
                    %s
                    """.formatted(
                            beforeSeconds,
                            seconds,
                            perSecond,
                            bench.servers().machine(),
                            run.table(),
                            Candidate.setUps(List.of(Candidate.OURS_EXACTLY_ONCE)));
            options.publish("outage", report, null, out);
        }
        return 0;
    }
}
