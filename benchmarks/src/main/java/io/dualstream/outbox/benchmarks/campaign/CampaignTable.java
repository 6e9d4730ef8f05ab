package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.judge.Wrong;
import io.dualstream.outbox.benchmarks.measure.Table;
import java.util.Locale;

/** Prints a tally as a table. */
record CampaignTable(Tally tally) {

    String text() {
        Table table = new Table(
                "fault", "times", "lost", "duplicates", "out of order", "leaked", "altered", "longest recovery");
        tally.lines()
                .forEach((fault, line) -> table.row(
                        fault.toString(),
                        "%,d".formatted(line.struck()),
                        "" + line.wrong(Wrong.LOST),
                        "" + line.wrong(Wrong.DUPLICATE),
                        "" + line.wrong(Wrong.DISORDERED),
                        "" + line.wrong(Wrong.LEAKED),
                        "" + line.wrong(Wrong.ALTERED),
                        String.format(Locale.ROOT, "%.1f s", line.longestRecoveryMillis() / 1e3)));
        return "%s%n%,d events committed, %,d rolled back; %d other complaints"
                .formatted(table, tally.events(), tally.rolledBack(), tally.complaints() + tally.unattributed());
    }
}
