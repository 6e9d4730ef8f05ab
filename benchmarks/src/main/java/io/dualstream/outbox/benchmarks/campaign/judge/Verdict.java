package io.dualstream.outbox.benchmarks.campaign.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The content of a stream, compared with the truth.
 *
 * @param committed number of events that must be seen
 * @param excused how many of these were not seen and need not be, because a fault deleted them from the stream
 */
public record Verdict(String stream, int committed, int rolledBack, int seen, int excused, List<Violation> violations) {

    public boolean isClean() {
        return violations.isEmpty();
    }

    public long count(Wrong wrong) {
        return violations.stream()
                .filter(violation -> violation.wrong() == wrong)
                .count();
    }

    @Override
    public String toString() {
        String counts = Arrays.stream(Wrong.values())
                .map(wrong -> count(wrong) + " " + wrong.title())
                .collect(Collectors.joining(", "));
        String examples = violations.isEmpty()
                ? ""
                : "; first: " + violations.get(0).what() + "; last: "
                        + violations.get(violations.size() - 1).what();
        return String.format(
                Locale.ROOT,
                "%-18s %,d committed, %,d rolled back, %,d seen, %,d excused: %s%s",
                stream,
                committed,
                rolledBack,
                seen,
                excused,
                counts,
                examples);
    }
}
