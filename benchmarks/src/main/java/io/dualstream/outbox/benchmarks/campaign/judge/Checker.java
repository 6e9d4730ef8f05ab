package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Compares the events that a consumer sees, in their order, with the truth. Independent of the relay. */
public final class Checker implements Consumer<Sighting> {

    private final String stream;
    private final Truth truth;
    private final Excuse excuse;
    private final boolean mayRepeat;
    private final Set<UUID> seen = new HashSet<>();
    private final Set<UUID> seenInEpoch = new HashSet<>();
    private final Map<String, Long> lastOrder = new HashMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private int sightings;

    /** Requires that every committed event is seen unless {@code excuse} covers it, and once unless events may repeat. */
    public Checker(String stream, Truth truth, Excuse excuse, boolean mayRepeat) {
        this.stream = stream;
        this.truth = truth;
        this.excuse = excuse;
        this.mayRepeat = mayRepeat;
    }

    @Override
    public void accept(Sighting sighting) {
        sightings++;
        Fact fact = truth.committed().get(sighting.id());
        seen.add(sighting.id());
        boolean first = seenInEpoch.add(sighting.id());
        if (fact == null) {
            violations.add(new Violation(Wrong.LEAKED, 0, "leaked " + sighting));
        } else if (first) {
            look(fact, sighting);
        } else if (!mayRepeat) {
            add(Wrong.DUPLICATE, fact, "again at " + sighting.place());
        }
    }

    /** Begins an epoch, which the stream itself announces: later events may repeat earlier ones, in order. */
    void beginEpoch() {
        seenInEpoch.clear();
        lastOrder.clear();
    }

    private void look(Fact fact, Sighting sighting) {
        Intent intent = fact.intent();
        boolean samePayload = sighting.payload() == null || sighting.payload().equals(intent.payload());
        if (!samePayload || !sighting.aggregateId().equals(intent.aggregateId())) {
            add(Wrong.ALTERED, fact, "as " + sighting);
        }
        long latest = lastOrder.getOrDefault(intent.key(), 0L);
        if (intent.order() < latest) {
            add(Wrong.DISORDERED, fact, "after number " + latest + " at " + sighting.place());
        }
        lastOrder.put(intent.key(), Math.max(latest, intent.order()));
    }

    /** Records that the whole stream was repeated without a reason. */
    void complain(String what) {
        violations.add(new Violation(Wrong.DUPLICATE, 0, what));
    }

    /** The verdict, after all events were seen. */
    public Verdict verdict() {
        int excused = 0;
        for (Fact fact : truth.committed().values()) {
            if (!seen.contains(fact.intent().id())) {
                if (excuse.covers(fact)) {
                    excused++;
                } else {
                    add(Wrong.LOST, fact, "");
                }
            }
        }
        return new Verdict(
                stream,
                truth.committed().size(),
                truth.rolledBack().size(),
                sightings,
                excused,
                List.copyOf(violations));
    }

    private void add(Wrong wrong, Fact fact, String how) {
        violations.add(new Violation(wrong, fact.nanos(), wrong + " " + fact.intent() + " " + how));
    }
}
