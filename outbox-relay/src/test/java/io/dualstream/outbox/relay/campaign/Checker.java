package io.dualstream.outbox.relay.campaign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Compares what a consumer saw, in the order it saw it, with the truth. Knows nothing of the relay. */
final class Checker {

    private final Truth truth;
    private final Map<String, Long> lastOrder = new HashMap<>();
    private int duplicates;
    private int disordered;
    private int leaked;
    private int altered;
    private String first = "";
    private String last = "";

    private Checker(Truth truth) {
        this.truth = truth;
    }

    static Verdict check(String stream, Truth truth, List<Sighting> sightings) {
        Checker checker = new Checker(truth);
        Map<UUID, String> seen = new HashMap<>();
        for (Sighting sighting : sightings) {
            Intent intent = truth.committed().get(sighting.id());
            String before = seen.putIfAbsent(sighting.id(), sighting.place());
            if (intent == null) {
                checker.leaked++;
                checker.note("leaked " + sighting);
            } else if (before != null) {
                checker.duplicates++;
                checker.note("twice " + intent + ", at " + before + " and at " + sighting.place());
            } else {
                checker.look(intent, sighting);
            }
        }
        int lost = 0;
        for (Intent intent : truth.committed().values()) {
            if (!seen.containsKey(intent.id())) {
                lost++;
                checker.note("lost " + intent);
            }
        }
        return checker.verdict(stream, sightings.size(), lost);
    }

    private void look(Intent intent, Sighting sighting) {
        boolean samePayload = sighting.payload() == null || sighting.payload().equals(intent.payload());
        if (!samePayload || !sighting.aggregateId().equals(intent.aggregateId())) {
            altered++;
            note("altered " + sighting + " of " + intent);
        }
        long latest = lastOrder.getOrDefault(intent.key(), 0L);
        if (intent.order() < latest) {
            disordered++;
            note("after number " + latest + " came " + intent);
        }
        lastOrder.put(intent.key(), Math.max(latest, intent.order()));
    }

    private void note(String what) {
        last = what;
        if (first.isEmpty()) {
            first = what;
        }
    }

    private Verdict verdict(String stream, int seen, int lost) {
        return new Verdict(
                stream,
                truth.committed().size(),
                truth.rolledBack().size(),
                seen,
                lost,
                duplicates,
                disordered,
                leaked,
                altered,
                first.equals(last) ? first : first + "; last: " + last);
    }
}
