package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.judge.Wrong;
import io.dualstream.outbox.benchmarks.measure.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A tally, for people: every violation is in it, and every complaint is counted. */
record CampaignTable(Tally tally) {

    String text() {
        List<String> header = new ArrayList<>(List.of("fault", "times", "meanwhile", "no effect"));
        Arrays.stream(Wrong.values()).map(Wrong::title).forEach(header::add);
        header.add("longest recovery");
        Table table = new Table(header.toArray(String[]::new));
        tally.lines().forEach((fault, line) -> table.row(cells(fault.toString(), line)));
        table.row(cells("of no fault", tally.unattributed()));
        return "%s%n%,d events committed, %,d rolled back, %,d seen, %,d excused; %d other complaints"
                .formatted(
                        table, tally.events(), tally.rolledBack(), tally.seen(), tally.excused(), tally.complaints());
    }

    private static String[] cells(String name, Tally.Line line) {
        List<String> cells = new ArrayList<>(List.of(
                name,
                "%,d".formatted(line.struck()),
                "%,d".formatted(line.duringAnother()),
                "%,d".formatted(line.withoutEffect())));
        Arrays.stream(Wrong.values())
                .map(wrong -> "%,d".formatted(line.wrong(wrong)))
                .forEach(cells::add);
        cells.add(String.format(Locale.ROOT, "%.1f s", line.longestRecoveryMillis() / 1e3));
        return cells.toArray(String[]::new);
    }
}
