package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found wrong with one stream so far. */
final class Charges {

    private final String stream;
    private final Truth truth;
    private final List<Violation> violations = new ArrayList<>();

    Charges(String stream, Truth truth) {
        this.stream = stream;
        this.truth = truth;
    }

    /** {@code fact} is null for an event that nobody committed, and for what is wrong with no event in particular. */
    void add(Wrong wrong, @Nullable Fact fact, String how) {
        long nanos = fact == null ? Violation.OF_NO_EVENT : fact.nanos();
        violations.add(
                new Violation(wrong, nanos, wrong.title() + ": " + (fact == null ? "" : fact.intent() + " ") + how));
    }

    void add(Wrong wrong, String what) {
        add(wrong, null, what);
    }

    Verdict verdict(int seen, int excused) {
        return new Verdict(
                stream, truth.committed().size(), truth.rolledBack().size(), seen, excused, List.copyOf(violations));
    }
}
