package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.judge.Verdict;
import io.dualstream.outbox.benchmarks.campaign.judge.Violation;
import java.util.List;
import java.util.stream.Stream;

/**
 * The result of one round.
 *
 * @param verdicts on the streams, as different readers see them
 * @param complaints broken promises that concern no single event
 * @param history SHA-256 of the history that the writers recorded
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
