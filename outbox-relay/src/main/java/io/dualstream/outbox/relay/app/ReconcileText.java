package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.status.Reconciler.Report;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report for people: the differences, then the counts that are not zero, then what is known. */
final class ReconcileText {

    private ReconcileText() {}

    static String of(Report report) {
        List<String> lines = new ArrayList<>();
        report.differences().forEach(difference -> lines.add(difference.toString()));
        Long inRedis = report.inRedis();
        lines.add("%s to %s: %s in the table, %s of them in Kafka%s"
                .formatted(
                        report.from(),
                        report.to(),
                        Counted.of(report.inTable(), "event"),
                        Counted.number(report.inKafka()),
                        inRedis == null ? "; no Redis" : ", " + Counted.number(inRedis) + " in Redis"));
        List<String> counts = new ArrayList<>();
        add(counts, report.pending(), "time pending", "times pending");
        add(counts, report.notKept(), "time not kept any more", "times not kept any more");
        add(counts, report.openLetters(), "dead letter open", "dead letters open");
        add(counts, report.discardedLetters(), "dead letter discarded", "dead letters discarded");
        add(counts, report.foreign(), "foreign record", "foreign records");
        if (!counts.isEmpty()) {
            lines.add(String.join(", ", counts));
        }
        lines.add(verdict(report));
        return String.join("\n", lines);
    }

    private static void add(List<String> counts, @Nullable Long number, String one, String several) {
        if (number != null && number > 0) {
            counts.add(Counted.of(number, one, several));
        }
    }

    private static String verdict(Report report) {
        if (!report.same()) {
            return "Different: " + report.counts();
        }
        List<String> unknown = new ArrayList<>();
        if (report.pending() > 0) {
            unknown.add("what is pending");
        }
        if (isSome(report.openLetters()) || isSome(report.discardedLetters())) {
            unknown.add("dead letters");
        }
        return unknown.isEmpty() ? "The same." : "No difference, but for " + String.join(" and ", unknown) + ".";
    }

    private static boolean isSome(@Nullable Long number) {
        return number != null && number > 0;
    }
}
