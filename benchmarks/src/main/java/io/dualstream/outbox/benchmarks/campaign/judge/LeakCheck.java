package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Checks that every event was committed in PostgreSQL, even events of aborted Kafka transactions. */
public final class LeakCheck implements Consumer<Sighting> {

    private final Truth truth;
    private final List<Violation> violations = new ArrayList<>();
    private int sightings;

    public LeakCheck(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void accept(Sighting sighting) {
        sightings++;
        if (!truth.committed().containsKey(sighting.id())) {
            violations.add(new Violation(Wrong.LEAKED, 0, "leaked " + sighting));
        }
    }

    /** The verdict, after all events were seen. */
    public Verdict verdict() {
        return new Verdict(
                "Kafka, uncommitted",
                truth.committed().size(),
                truth.rolledBack().size(),
                sightings,
                0,
                List.copyOf(violations));
    }
}
