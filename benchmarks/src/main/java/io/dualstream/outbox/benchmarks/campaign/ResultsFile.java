package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.judge.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of all runs: one line with a run's plan before it begins, one with its outcome once it ended, whatever ended it. A plan
 * without an outcome is a run that somebody stopped.
 *
 * @param path null keeps nothing
 */
record ResultsFile(@Nullable Path path) {

    static final String PLANNED = "planned";
    static final String FINISHED = "finished";
    static final String ABORTED = "aborted";

    /** Writes a plan, and returns the name of its run. */
    String plan(CampaignPlan plan, Versions versions, Instant now) throws IOException {
        String run = plan.seed() + "@"
                + now.truncatedTo(ChronoUnit.MILLIS).toString().replace(":", "");
        ObjectNode line = line(run, PLANNED, now);
        versions.byName().forEach(line.putObject("versions")::put);
        plan.write(line.putObject("conditions"));
        append(line);
        return run;
    }

    /** Writes what a run showed; {@code error} ended it before its time, if there is one. */
    void outcome(String run, CampaignResult result, @Nullable Throwable error, Instant now) throws IOException {
        ObjectNode line = line(run, error == null ? FINISHED : ABORTED, now);
        if (error != null) {
            line.put("error", error.toString());
        }
        result.write(line);
        append(line);
    }

    /** The plan of an earlier run. */
    CampaignPlan planOf(String run) throws IOException {
        List<String> lines = path == null ? List.of() : Files.readAllLines(path);
        return lines.stream()
                .map(JsonMapper.shared()::readTree)
                .filter(line -> line.path("run").asString("").equals(run))
                .filter(line -> line.path("state").asString("").equals(PLANNED))
                .map(line -> CampaignPlan.read(line.path("conditions")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no plan of a run " + run + " in " + path));
    }

    private static ObjectNode line(String run, String state, Instant now) {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("judge", Judge.VERSION);
        line.put("run", run);
        line.put("state", state);
        line.put("date", now.toString());
        return line;
    }

    private void append(JsonNode line) throws IOException {
        if (path != null) {
            Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
