package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.judge.Judge;
import io.dualstream.outbox.benchmarks.campaign.judge.Wrong;
import io.dualstream.outbox.benchmarks.measure.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All results so far, as the documentation shows them: what faults did to the newest relay, and every run there ever was. */
final class ResultsReport {

    private static final String BEGIN = "<!-- campaign results: written by the campaign command -->";
    private static final String END = "<!-- end of campaign results -->";

    /** What was not seen in so many strikes happens, in one of twenty such tables, at most that often. */
    private static final double DOUBT = 0.05;

    private final Map<String, JsonNode> plans = new HashMap<>();
    private final Map<String, JsonNode> outcomes = new LinkedHashMap<>();

    /** {@code lines} are the lines that the runs have added. */
    ResultsReport(List<String> lines) {
        for (String line : lines) {
            JsonNode run = JsonMapper.shared().readTree(line);
            String name = run.path("run").asString("before " + run.path("date").asString(""));
            if (run.path("state").asString("").equals(ResultsFile.PLANNED)) {
                plans.put(name, run);
            }
            outcomes.put(name, run); // the plan itself, as long as there is no outcome
        }
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

    String text() {
        List<String> counted = outcomes.keySet().stream()
                .filter(run -> judge(run) == Judge.VERSION && !state(run).equals(ResultsFile.PLANNED))
                .toList();
        if (counted.isEmpty()) {
            return "No run by this judge has ended yet.\n\n" + runs() + "\n";
        }
        String newest = relay(counted.get(counted.size() - 1));
        List<JsonNode> ofNewest = counted.stream()
                .filter(run -> relay(run).equals(newest))
                .map(run -> Objects.requireNonNull(outcomes.get(run)))
                .toList();
        return "Relay %s in %,d runs of %.1f hours together: %,d events committed, %,d rolled back, %,d excused, %,d complaints.\n\n%s\n%s\n"
                .formatted(
                        newest,
                        ofNewest.size(),
                        ofNewest.stream()
                                        .mapToDouble(run -> run.path("minutes").asDouble())
                                        .sum()
                                / 60,
                        sum(ofNewest, "events"),
                        sum(ofNewest, "rolledBack"),
                        sum(ofNewest, "excused"),
                        sum(ofNewest, "complaints"),
                        faults(ofNewest),
                        runs());
    }

    private static Table faults(List<JsonNode> outcomes) {
        Map<String, List<JsonNode>> byFault = new TreeMap<>();
        for (JsonNode outcome : outcomes) {
            outcome.path("faults")
                    .properties()
                    .forEach(fault -> byFault.computeIfAbsent(fault.getKey(), name -> new ArrayList<>())
                            .add(fault.getValue()));
        }
        List<String> header = new ArrayList<>(List.of("fault", "times", "meanwhile", "no effect"));
        Arrays.stream(Wrong.values()).map(Wrong::title).forEach(header::add);
        header.addAll(List.of("fails at most", "longest recovery"));
        Table table = new Table(header.toArray(String[]::new));
        byFault.forEach((fault, entries) -> table.row(row(fault, entries)));
        table.row(row(
                "of no fault",
                outcomes.stream().map(outcome -> outcome.path("unattributed")).toList()));
        return table;
    }

    private static String[] row(String fault, List<JsonNode> entries) {
        List<String> cells = new ArrayList<>(List.of(fault));
        Stream.of("count", "duringAnother", "withoutEffect")
                .map(field -> "%,d".formatted(sum(entries, field)))
                .forEach(cells::add);
        long wrong = 0;
        for (Wrong each : Wrong.values()) {
            wrong += sum(entries, each.key());
            cells.add("%,d".formatted(sum(entries, each.key())));
        }
        cells.add(wrong == 0 ? bound(sum(entries, "count")) : "-");
        long longest = entries.stream()
                .mapToLong(entry -> entry.path("longestRecoveryMillis").asLong(0))
                .max()
                .orElse(0);
        cells.add(longest == 0 ? "-" : String.format(Locale.ROOT, "%.1f s", longest / 1e3));
        return cells.toArray(String[]::new);
    }

    /** With how many percent of such faults nothing but good luck would have to be at work. */
    static String bound(long strikes) {
        return strikes == 0
                ? "-"
                : String.format(Locale.ROOT, "%.0f %%", Math.ceil(100 * (1 - Math.pow(DOUBT, 1.0 / strikes))));
    }

    private static long sum(List<JsonNode> entries, String field) {
        return entries.stream().mapToLong(entry -> entry.path(field).asLong(0)).sum();
    }

    private Table runs() {
        Table table = new Table("run", "judge", "minutes", "events", "clean", "relay", "histories");
        outcomes.forEach((run, outcome) -> {
            List<String> histories = new ArrayList<>();
            outcome.path("histories")
                    .forEach(history -> histories.add(history.asString().substring(0, 12)));
            String date = outcome.path("date").asString().substring(0, 16).replace('T', ' ');
            table.row(
                    outcome.has("run")
                            ? run
                            : date + ", seed " + outcome.path("seed").asString(),
                    judge(run) == Judge.VERSION ? "this" : "before",
                    outcome.path("minutes").asString("-"),
                    "%,d".formatted(outcome.path("events").asLong(0)),
                    verdict(run),
                    relay(run),
                    String.join(" ", histories));
        });
        return table;
    }

    private String verdict(String run) {
        return switch (state(run)) {
            case ResultsFile.PLANNED -> "stopped";
            case ResultsFile.ABORTED -> "aborted";
            default -> of(run).path("clean").asBoolean(false) ? "yes" : "NO";
        };
    }

    private JsonNode of(String run) {
        return Objects.requireNonNull(outcomes.get(run));
    }

    private String state(String run) {
        return of(run).path("state").asString(ResultsFile.FINISHED);
    }

    private int judge(String run) {
        return of(run).path("judge").asInt(1);
    }

    private String relay(String run) {
        JsonNode versions = plans.getOrDefault(run, of(run)).path("versions");
        String commit = versions.path("commit").asString("");
        return versions.path("relay").asString("?") + (commit.isEmpty() ? "" : " (" + commit + ")");
    }
}
