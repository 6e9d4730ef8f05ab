package io.dualstream.outbox.benchmarks.footprint;

import io.dualstream.outbox.benchmarks.load.Flights;
import io.dualstream.outbox.benchmarks.load.Sink;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.benchmarks.measure.ServerCpu;
import io.dualstream.outbox.benchmarks.measure.Table;
import io.dualstream.outbox.benchmarks.runner.Bench;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import io.dualstream.outbox.benchmarks.runner.KafkaSubscriber;
import io.dualstream.outbox.benchmarks.runner.RunOptions;
import io.dualstream.outbox.benchmarks.runner.Seat;
import io.dualstream.outbox.benchmarks.runner.Tap;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the CPU time that a system uses while nothing happens. */
@Command(name = "idle", description = "CPU of each system, and of PostgreSQL because of it, while nothing happens.")
public final class IdleCommand implements Callable<Integer> {

    private static final List<Candidate> DEFAULT =
            List.of(Candidate.OURS_EXACTLY_ONCE, Candidate.DEBEZIUM_STOCK, Candidate.DEBEZIUM_TUNED);
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration SETTLING = Duration.ofSeconds(10);

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Mixin
    RunOptions options = new RunOptions();

    @Option(names = "--seconds", defaultValue = "30", description = "Time measured (default: ${DEFAULT-VALUE}).")
    int seconds;

    /** Shares of one core. */
    private record Cost(double process, double postgres) {}

    @Override
    public Integer call() throws SQLException, IOException {
        List<Candidate> candidates = options.systemsOr(DEFAULT);
        PrintWriter out = spec.commandLine().getOut();
        try (Bench bench = Bench.open(options, candidates, out)) {
            ServerCpu postgres = new ServerCpu(bench.servers().postmaster());
            Table table = new Table("idle for " + seconds + " s", "% of a core", "PostgreSQL, % of a core");
            Await.pause(SETTLING);
            table.row("nobody", percent(0), percent(postgresShare(postgres)));
            for (Candidate candidate : candidates) {
                bench.say(candidate.label());
                Cost cost = measure(bench, candidate, postgres);
                table.row(candidate.label(), percent(cost.process()), percent(cost.postgres()));
            }
            String report = """

                    While no event comes, after one has. %s.

                    %s
                    %s
                    """.formatted(bench.servers().machine(), table, Candidate.setUps(candidates));
            options.publish("idle", report, null, out);
        }
        return 0;
    }

    private Cost measure(Bench bench, Candidate candidate, ServerCpu postgres) throws SQLException {
        Seat seat = bench.freshSeat(candidate, 0);
        Tap tap = new Tap();
        try (MeasuredProcess process = bench.launcher().start(seat, line -> {})) {
            try (KafkaSubscriber kafka = new KafkaSubscriber(bench.topics().consumer(seat.topic("order")), tap)) {
                kafka.start();
                Flights flights = new Flights(1, 1);
                tap.open(flights);
                seat.writers().write(1, flights);
                Await.until("the first event arrives", START_PATIENCE, () -> flights.allArrived(Sink.KAFKA));
            }
            Await.pause(SETTLING);
            long from = System.currentTimeMillis();
            double postgresShare = postgresShare(postgres);
            double processShare =
                    process.cpuBetween(from, System.currentTimeMillis()).toNanos() / 1e9 / seconds;
            process.requireHealthy();
            return new Cost(processShare, postgresShare);
        } finally {
            bench.leave(seat);
        }
    }

    private double postgresShare(ServerCpu postgres) {
        Duration before = postgres.used();
        Await.pause(Duration.ofSeconds(seconds));
        return postgres.used().minus(before).toNanos() / 1e9 / seconds;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", share * 100);
    }
}
