package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.measure.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All results so far, as the documentation shows them. */
final class ResultsReport {

    private static final String BEGIN = "<!-- campaign results: written by the campaign command -->";
    private static final String END = "<!-- end of campaign results -->";
    private static final List<String> WRONG = List.of("lost", "duplicate", "disordered", "leaked", "altered");

    private final List<JsonNode> runs;

    /** {@code lines} are the lines that the runs have added. */
    ResultsReport(List<String> lines) {
        runs = lines.stream().map(JsonMapper.shared()::readTree).toList();
    }

    /** Replaces the text between the marks. */
    void writeInto(Path document) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(document + " has no lines " + BEGIN + " and " + END);
        }
        Files.writeString(document, text.substring(0, begin + BEGIN.length()) + "\n\n" + text() + text.substring(end));
    }

    private String text() {
        return "%s in %,d runs of %.1f hours together: %,d events committed and %,d rolled back, %,d faults.\n\n%s\n%s\n"
                .formatted(
                        "Accumulated",
                        runs.size(),
                        runs.stream()
                                        .mapToDouble(run -> run.path("minutes").asDouble())
                                        .sum()
                                / 60,
                        sum("events"),
                        sum("rolledBack"),
                        runs.stream()
                                .flatMap(run -> run.path("faults").properties().stream())
                                .mapToLong(
                                        fault -> fault.getValue().path("count").asLong())
                                .sum(),
                        faults(),
                        seeds());
    }

    private long sum(String field) {
        return runs.stream().mapToLong(run -> run.path(field).asLong()).sum();
    }

    private Table faults() {
        Map<String, List<JsonNode>> byFault = new TreeMap<>();
        for (JsonNode run : runs) {
            run.path("faults")
                    .properties()
                    .forEach(fault -> byFault.computeIfAbsent(fault.getKey(), name -> new ArrayList<>())
                            .add(fault.getValue()));
        }
        Table table = new Table(
                "fault", "times", "lost", "duplicates", "out of order", "leaked", "altered", "longest recovery");
        byFault.forEach((fault, entries) -> {
            List<String> cells = new ArrayList<>(List.of(fault, number(entries, "count")));
            WRONG.forEach(wrong -> cells.add(number(entries, wrong)));
            long longest = entries.stream()
                    .mapToLong(entry -> entry.path("longestRecoveryMillis").asLong())
                    .max()
                    .orElse(0);
            cells.add(longest == 0 ? "-" : String.format(Locale.ROOT, "%.1f s", longest / 1e3));
            table.row(cells.toArray(String[]::new));
        });
        return table;
    }

    private static String number(List<JsonNode> entries, String field) {
        return "%,d"
                .formatted(entries.stream()
                        .mapToLong(entry -> entry.path(field).asLong())
                        .sum());
    }

    private Table seeds() {
        Table table = new Table("run", "seed", "minutes", "events", "clean", "relay", "histories");
        for (JsonNode run : runs) {
            List<String> histories = new ArrayList<>();
            run.path("histories")
                    .forEach(history -> histories.add(history.asString().substring(0, 12)));
            table.row(
                    run.path("date").asString().substring(0, 16).replace('T', ' '),
                    run.path("seed").asString(),
                    run.path("minutes").asString(),
                    "%,d".formatted(run.path("events").asLong()),
                    run.path("clean").asBoolean() ? "yes" : "NO",
                    run.path("versions").path("relay").asString(),
                    String.join(" ", histories));
        }
        return table;
    }
}
