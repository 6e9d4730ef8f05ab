package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Struck;
import io.dualstream.outbox.benchmarks.campaign.judge.Verdict;
import io.dualstream.outbox.benchmarks.campaign.judge.Wrong;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What a campaign showed. */
record CampaignResult(CampaignPlan plan, Duration took, List<RoundResult> rounds) {

    boolean isClean() {
        return rounds.stream().allMatch(RoundResult::isClean);
    }

    /** Whether the mistake that was put in led to what it must lead to. */
    boolean isFound() {
        return rounds.stream().anyMatch(plan.control()::isFoundIn);
    }

    /** What the command says: that all is well, or that the mistake was found. */
    boolean isAsExpected() {
        return plan.isControl() ? isFound() : isClean();
    }

    int faults() {
        return rounds.stream()
                .flatMap(round -> round.episodes().stream())
                .mapToInt(episode ->
                        (int) episode.faults().stream().filter(Struck::counts).count())
                .sum();
    }

    /** The kinds of violations, how often each occurred and in which streams; empty if there are none, however long the campaign took. */
    String violations() {
        Map<String, Long> counts = new TreeMap<>();
        for (RoundResult round : rounds) {
            for (Verdict verdict : round.verdicts()) {
                for (Wrong wrong : Wrong.values()) {
                    if (verdict.count(wrong) > 0) {
                        String what = wrong.title() + " in " + verdict.stream();
                        counts.merge(what, verdict.count(wrong), Long::sum);
                    }
                }
            }
        }
        return counts.entrySet().stream()
                .map(count -> "%,d %s".formatted(count.getValue(), count.getKey()))
                .collect(Collectors.joining(", "));
    }

    Tally tally() {
        Tally tally = new Tally();
        rounds.forEach(tally::add);
        return tally;
    }

    /** Everything that the run showed. */
    void write(ObjectNode json) {
        Tally tally = tally();
        json.put("minutes", Math.round(took.toMillis() / 6_000.0) / 10.0);
        json.put("events", tally.events());
        json.put("rolledBack", tally.rolledBack());
        json.put("seen", tally.seen());
        json.put("excused", tally.excused());
        json.put("complaints", tally.complaints());
        json.put("clean", isClean());
        ObjectNode faults = json.putObject("faults");
        tally.lines().forEach((fault, line) -> {
            ObjectNode entry = faults.putObject(fault.toString());
            entry.put("count", line.struck());
            entry.put("duringAnother", line.duringAnother());
            entry.put("withoutEffect", line.withoutEffect());
            line.wrongs(entry::put);
            entry.put("longestRecoveryMillis", line.longestRecoveryMillis());
        });
        tally.unattributed().wrongs(json.putObject("unattributed")::put);
        json.putArray("histories")
                .addAll(rounds.stream()
                        .map(RoundResult::history)
                        .map(json::stringNode)
                        .toList());
    }
}
