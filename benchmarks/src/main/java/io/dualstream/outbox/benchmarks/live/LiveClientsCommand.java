package io.dualstream.outbox.benchmarks.live;

import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import io.dualstream.outbox.benchmarks.measure.OwnProgram;
import io.dualstream.outbox.benchmarks.measure.Sample;
import io.dualstream.outbox.benchmarks.measure.Table;
import io.dualstream.outbox.testkit.TestRedis;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints how clients that do not read affect other clients. */
@Command(
        name = "live-clients",
        description = "SSE clients on one server process, with and without ones that do not read.")
public final class LiveClientsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--clients", defaultValue = "10000", description = "Clients (default: ${DEFAULT-VALUE}).")
    int clients;

    @Option(
            names = "--stuck",
            defaultValue = "1%",
            description = "Share that stops reading (default: ${DEFAULT-VALUE}).")
    String stuck = "1%";

    @Option(
            names = "--aggregates",
            defaultValue = "100",
            description = "Clients share these (default: ${DEFAULT-VALUE}).")
    int aggregates;

    @Option(names = "--rate", defaultValue = "50", description = "Events a second (default: ${DEFAULT-VALUE}).")
    int rate;

    @Option(names = "--seconds", defaultValue = "40", description = "Time measured (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--repetitions", defaultValue = "2", description = "Of both runs (default: ${DEFAULT-VALUE}).")
    int repetitions;

    /** One run: milliseconds from Redis to the client, and the server's last statistics. */
    private record Run(Sample latency, ServerStats server, long residentBytes, double cpuShare) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        int stuckClients = (int) Math.round(clients * Double.parseDouble(stuck.replace("%", "")) / 100);
        Table table = new Table(
                "clients",
                "p50 ms",
                "p99 ms",
                "p99.9 ms",
                "max ms",
                "ended as slow",
                "server heap MB",
                "resident MB",
                "CPU, % of a core");
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            for (boolean stick : new boolean[] {false, true}) {
                Run run = run(stuckClients, stick);
                (stick ? with : without).add(run.latency().percentile(0.99));
                table.row(row(stick ? clients + ", " + stuckClients + " stuck" : clients + ", all reading", run));
                out.println(table);
                out.flush();
            }
        }
        out.printf(
                Locale.ROOT,
                "%n%d cores shared by server, clients and Redis; %d events a second to %d aggregates; p99 with stuck clients %.2f times that without (medians)%n",
                Runtime.getRuntime().availableProcessors(),
                rate,
                aggregates,
                median(with) / median(without));
        return 0;
    }

    private Run run(int stuckClients, boolean stick) throws IOException {
        Path directory = Files.createTempDirectory("live-clients");
        AtomicInteger port = new AtomicInteger();
        try (TestRedis redis = TestRedis.start();
                EventPump pump = new EventPump(redis.url(), aggregates);
                MeasuredProcess server = MeasuredProcess.start(
                        command(redis.url()), Map.of(), directory, line -> port.compareAndSet(0, port(line)))) {
            Latencies latencies = new Latencies();
            try (SseClients all = new SseClients(latencies)) {
                Await.until("the server listens", PATIENCE, () -> port.get() > 0);
                for (int i = 0; i < clients; i++) {
                    boolean mayStick = i < stuckClients;
                    all.connect(port.get(), mayStick ? "type=order" : "aggregate=order/" + i % aggregates, mayStick);
                }
                Await.until("every client is answered", PATIENCE, () -> all.greeted() == clients);
                pump.run(rate, 20); // the JVM warms up
                if (stick) {
                    all.stick();
                }
                latencies.open();
                long from = System.currentTimeMillis();
                pump.run(rate, seconds);
                long to = System.currentTimeMillis();
                Await.pause(Duration.ofSeconds(6));
                server.requireHealthy();
                double cpu = server.cpuBetween(from, to).toMillis() / (double) (to - from);
                return new Run(latencies.close(), ServerStats.ask(port.get()), server.peakResidentBytes(), cpu);
            }
        }
    }

    private static List<String> command(String redisUrl) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g"));
        command.addAll(OwnProgram.arguments());
        command.addAll(List.of("live-server", "--redis", redisUrl));
        return command;
    }

    /** The port in the line; 0 if there is none, because other lines are printed before and after. */
    private static int port(String line) {
        return line.startsWith("port=") ? Integer.parseInt(line.substring("port=".length())) : 0;
    }

    private static String[] row(String what, Run run) {
        Sample latency = run.latency();
        return new String[] {
            what,
            ms(latency.median()),
            ms(latency.percentile(0.99)),
            ms(latency.percentile(0.999)),
            ms(latency.max()),
            Long.toString(run.server().evicted()),
            Long.toString(run.server().heapBytes() >> 20),
            Long.toString(run.residentBytes() >> 20),
            String.format(Locale.ROOT, "%.0f", run.cpuShare() * 100)
        };
    }

    private static double median(List<Double> values) {
        return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray())
                .median();
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
