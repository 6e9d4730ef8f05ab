package io.dualstream.outbox.benchmarks.drain;

import io.dualstream.outbox.benchmarks.measure.BarChart;
import io.dualstream.outbox.benchmarks.measure.Sample;
import io.dualstream.outbox.benchmarks.measure.Table;
import io.dualstream.outbox.benchmarks.runner.Candidate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The figures of a drain for readers: medians, with the range over the repetitions in brackets. */
record DrainReport(int events, int repetitions, String machine, Map<Candidate, List<DrainResult>> results) {

    private static final Candidate REFERENCE = Candidate.DEBEZIUM_STOCK;

    String text() {
        Table table = new Table(
                "system", "start s", "cold k/s", "steady k/s", "CPU us/event", "peak RSS MB", "x stock", "delivered");
        results.forEach((candidate, runs) -> table.row(
                candidate.label(),
                sample(runs, DrainResult::startSeconds).describe("%.1f"),
                sample(runs, result -> result.coldPerSecond() / 1e3).describe("%.1f"),
                sample(runs, result -> result.steadyPerSecond() / 1e3).describe("%.1f"),
                sample(runs, DrainResult::cpuMicros).describe("%.1f"),
                sample(runs, result -> result.peakResidentBytes() / 1e6).describe("%.0f"),
                ratio(runs),
                delivered(runs)));
        return """

                Draining %,d events into Kafka, %d time(s) each, interleaved, after a round that does not count; median
                (lowest-highest).
                %s.
                Payload of 400 bytes, transactions of 1-10 rows, one topic of %d partitions, acks=all. cold: first record appended
                to last record seen by a read_committed consumer, fresh JVM. steady: the last two thirds of that. CPU: of the
                process, over the same time. x stock: cold, against %s in this run.

                %s
                %s
                """.formatted(
                        events, repetitions, machine, 6, REFERENCE.label(), table, Candidate.setUps(results.keySet()));
    }

    BarChart chart() {
        BarChart chart = BarChart.linear(
                "Draining a backlog into Kafka, thousand events per second",
                "%,d events, fresh JVM, median of %d; %s".formatted(events, repetitions, machine));
        results.forEach((candidate, runs) -> {
            double cold = sample(runs, result -> result.coldPerSecond() / 1e3).median();
            chart.bar(candidate.label(), cold, "%.1f".formatted(cold), candidate.isOurs());
        });
        return chart;
    }

    private String ratio(List<DrainResult> runs) {
        List<DrainResult> reference = results.get(REFERENCE);
        if (reference == null) {
            return "-";
        }
        double ratio = sample(runs, DrainResult::coldPerSecond).median()
                / sample(reference, DrainResult::coldPerSecond).median();
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private String delivered(List<DrainResult> runs) {
        return runs.stream()
                .mapToLong(DrainResult::delivered)
                .filter(delivered -> delivered != events)
                .boxed()
                .findFirst()
                .map("%,d !"::formatted)
                .orElse("all");
    }

    private static Sample sample(List<DrainResult> runs, ToDoubleFunction<DrainResult> figure) {
        return Sample.of(runs.stream().mapToDouble(figure).toArray());
    }
}
