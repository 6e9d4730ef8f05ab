package io.dualstream.outbox.benchmarks.latency;

import io.dualstream.outbox.benchmarks.load.Sink;
import io.dualstream.outbox.benchmarks.measure.BarChart;
import io.dualstream.outbox.benchmarks.measure.Sample;
import io.dualstream.outbox.benchmarks.measure.Table;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The figures of a latency run for readers: the median over the repetitions of each repetition's percentile. */
final class LatencyReport {

    private record Line(Candidate candidate, Sink sink) {
        String label() {
            return candidate.label() + " -> " + sink.label();
        }
    }

    private final LatencyPlan plan;
    private final String machine;
    private final Map<Line, Map<LatencyScenario, List<Sample>>> millis = new LinkedHashMap<>();

    LatencyReport(LatencyPlan plan, String machine) {
        this.plan = plan;
        this.machine = machine;
    }

    void add(Candidate candidate, Sink sink, LatencyScenario scenario, Sample sample) {
        millis.computeIfAbsent(new Line(candidate, sink), line -> new LinkedHashMap<>())
                .computeIfAbsent(scenario, any -> new ArrayList<>())
                .add(sample);
    }

    String text() {
        Table table = new Table(Stream.concat(
                        Stream.of("ms, commit to consumer: p50 / p99"),
                        Stream.of(LatencyScenario.values()).map(LatencyScenario::label))
                .toArray(String[]::new));
        millis.forEach((line, scenarios) -> table.row(Stream.concat(
                        Stream.of(line.label()), scenarios.values().stream().map(LatencyReport::described))
                .toArray(String[]::new)));
        return """

                From commit to consumer, %d time(s) each, interleaved; medians of each repetition's p50 and p99.
                %s. Every commit is on disk (fsync on).
                Transactions of one event of about 470 bytes from 4 sessions on a fixed schedule; %d s of warm-up, then %d s at
                500/s, %d s at 1/s (so its p99 is the maximum). "one held": another transaction that has written an event stays
                open all the while. The clock starts when COMMIT has returned to the writer and stops when a read_committed
                Kafka consumer or a Redis subscriber in the same process has the event.

                %s
                %s
                """.formatted(
                plan.repetitions(),
                machine,
                plan.warmUp().toSeconds(),
                plan.busy().toSeconds(),
                plan.quiet().toSeconds(),
                table,
                Candidate.setUps(
                        millis.keySet().stream().map(Line::candidate).distinct().toList()));
    }

    BarChart chart() {
        BarChart chart = BarChart.logarithmic(
                "Commit to consumer at 500 transactions a second, milliseconds, median", "p99 in brackets; " + machine);
        millis.forEach((line, scenarios) -> {
            List<Sample> samples = scenarios.getOrDefault(LatencyScenario.BUSY, List.of());
            chart.bar(
                    line.label(),
                    median(samples, 0.5),
                    String.format(Locale.ROOT, "%.1f (%.0f)", median(samples, 0.5), median(samples, 0.99)),
                    line.candidate().isOurs());
        });
        return chart;
    }

    private static String described(List<Sample> samples) {
        return String.format(Locale.ROOT, "%.1f / %.1f", median(samples, 0.5), median(samples, 0.99));
    }

    private static double median(List<Sample> samples, double share) {
        return Sample.of(samples.stream()
                        .mapToDouble(sample -> sample.percentile(share))
                        .toArray())
                .median();
    }
}
