package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.judge.Verdict;
import io.dualstream.outbox.benchmarks.campaign.judge.Violation;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one round showed.
 *
 * @param verdicts of the streams, as different readers see them
 * @param complaints broken promises that are no event's
 * @param history SHA-256 of what the writers noted
 */
record RoundResult(List<Episode> episodes, List<Verdict> verdicts, List<String> complaints, String history) {

    boolean isClean() {
        return complaints.isEmpty() && verdicts.stream().allMatch(Verdict::isClean);
    }

    int committed() {
        return verdicts.get(0).committed();
    }

    Stream<Violation> violations() {
        return verdicts.stream().flatMap(verdict -> verdict.violations().stream());
    }
}
