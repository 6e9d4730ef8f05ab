package io.dualstream.outbox.relay.app.reconcile;

import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Stretch;
import java.util.ArrayList;
import java.util.List;

/** A report of a reconciliation, as a human reads it. */
public final class ReportText {

    /** Number of differences that are listed for one stretch; all are counted. */
    private static final int LISTED = 20;

    private ReportText() {}

    public static String of(Reconciler.Report report) {
        StringBuilder text = new StringBuilder();
        report.differences().forEach(difference -> text.append(difference).append('\n'));
        text.append("%s to %s: %s\n".formatted(report.from(), report.to(), counts(report)));
        List<String> counts = new ArrayList<>();
        add(counts, report.pending(), "time pending", "times pending");
        add(counts, report.notKept(), "time not kept any more", "times not kept any more");
        add(counts, report.foreign(), "foreign record", "foreign records");
        if (!counts.isEmpty()) {
            text.append(String.join(", ", counts)).append('\n');
        }
        return text.append(verdict(report)).toString();
    }

    /** One line, before it a line for each of the first differences. */
    static String of(Stretch stretch) {
        Reconciler.Report report = stretch.report();
        StringBuilder text = new StringBuilder();
        report.differences().stream()
                .limit(LISTED)
                .forEach(difference -> text.append(difference).append('\n'));
        text.append("%s to %s, xid %d to %d: %s; %s"
                .formatted(
                        report.from(),
                        report.to(),
                        stretch.fromXid(),
                        stretch.next().xid(),
                        counts(report),
                        verdict(report)));
        if (stretch.retried() > 0) {
            text.append(" Dead letters published since: %s.".formatted(Counted.number(stretch.retried())));
        }
        if (stretch.unpublished() > 0) {
            text.append(" Dead letters unpublished now: %s.".formatted(Counted.number(stretch.unpublished())));
        }
        if (report.notKept() > 0) {
            text.append(" Not kept any more: %s.".formatted(Counted.number(report.notKept())));
        }
        stretch.notes().forEach(note -> text.append(" (").append(note).append(')'));
        return text.toString();
    }

    private static String counts(Reconciler.Report report) {
        Long inRedis = report.inRedis();
        return "%s in the table, %s of them in Kafka, %s"
                .formatted(
                        Counted.of(report.inTable(), "event"),
                        Counted.number(report.inKafka()),
                        inRedis == null ? "no Redis to compare with" : Counted.number(inRedis) + " in Redis");
    }

    /** Says in one sentence whether anything differs, and what else is missing for a reason. */
    private static String verdict(Reconciler.Report report) {
        if (!report.same()) {
            return "Different: " + report.counts();
        }
        List<String> missing = new ArrayList<>();
        if (report.pending() > 0) {
            missing.add("what is pending");
        }
        String letters = letters(report.deadLetters());
        if (!letters.isEmpty()) {
            missing.add(letters);
        }
        return missing.isEmpty() ? "The same." : "The same, but for " + String.join(" and ", missing) + ".";
    }

    private static String letters(Reconciler.Report.Letters letters) {
        List<String> counts = new ArrayList<>();
        add(counts, letters.open(), "open", "open");
        add(counts, letters.parked(), "parked", "parked");
        add(counts, letters.pending(), "pending", "pending");
        add(counts, letters.discarded(), "discarded", "discarded");
        if (counts.isEmpty()) {
            return "";
        }
        String last = counts.remove(counts.size() - 1);
        String all = counts.isEmpty() ? last : String.join(", ", counts) + " and " + last;
        boolean one = letters.open() + letters.parked() + letters.pending() + letters.discarded() == 1;
        return all + (one ? " dead letter" : " dead letters");
    }

    private static void add(List<String> counts, long count, String one, String several) {
        if (count > 0) {
            counts.add(Counted.of(count, one, several));
        }
    }
}
