package io.dualstream.outbox.benchmarks.footprint;

import io.dualstream.outbox.benchmarks.load.Backlog;
import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import io.dualstream.outbox.benchmarks.runner.Practice;
import io.dualstream.outbox.benchmarks.runner.RunOptions;
import io.dualstream.outbox.benchmarks.runner.Seat;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the memory that the relay needs to drain a large backlog in a small heap, and the size of its cursors. */
@Command(name = "memory", description = "Heap, memory and cursors of the relay while it drains a large backlog.")
public final class MemoryCommand implements Callable<Integer> {

    private static final double ROLLED_BACK = 0.05;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    RunOptions options = new RunOptions();

    @Option(
            names = "--events",
            defaultValue = "1000000",
            description = "Size of the backlog (default: ${DEFAULT-VALUE}).")
    int events;

    @Option(
            names = "--payload",
            defaultValue = "0",
            description = "Bytes of each event's payload, at most 900000; 0 (default): an order of about 400.")
    int payloadBytes;

    @Option(names = "--heap", defaultValue = "256m", description = "-Xmx of the relay (default: ${DEFAULT-VALUE}).")
    String heap = "";

    @Override
    public Integer call() throws SQLException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Bench bench = Bench.open(options, List.of(Candidate.OURS_EXACTLY_ONCE), out)) {
            Seat seat = bench.freshSeat(Candidate.OURS_EXACTLY_ONCE, events);
            Practice.run(bench, seat);
            bench.say("writing the backlog");
            new Backlog(events, ROLLED_BACK, payloadBytes)
                    .write(seat.database().dataSource(), seat.candidate().table());
            bench.say("draining");
            MemoryRun run = new MemoryRun(bench, seat, heap);
            run.drain();
            String size = payloadBytes == 0 ? "about 400 bytes" : "%,d bytes".formatted(payloadBytes);
            String report = """

                    The relay with -Xmx%s drains %,d events of %s into Kafka and Redis, written in transactions of 1-10 rows of which
                    5 %% rolled back. %s.

                    %s
                    """.formatted(heap, events, size, bench.servers().machine(), run.table());
            options.publish(name(), report, null, out);
        }
        return 0;
    }

    private String name() {
        return "memory" + (events == 1_000_000 ? "" : "-" + events) + (payloadBytes == 0 ? "" : "-of-" + payloadBytes);
    }
}
