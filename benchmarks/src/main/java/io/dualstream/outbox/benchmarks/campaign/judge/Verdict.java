package io.dualstream.outbox.benchmarks.campaign.judge;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a stream shows, compared with the truth.
 *
 * @param committed events that must be seen
 * @param excused of these, how many were not seen and need not be, because somebody deleted them from the stream
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
                .map(wrong -> count(wrong) + " " + wrong.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        String examples = violations.isEmpty()
                ? ""
                : "; first: " + violations.get(0).what() + "; last: "
                        + violations.get(violations.size() - 1).what();
        return String.format(
                "%-16s %,d committed, %,d rolled back, %,d seen, %,d excused: %s%s",
                stream, committed, rolledBack, seen, excused, counts, examples);
    }
}
