package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.LivePosition;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The live streams: each event once and in order within each epoch that ever was, one event under each position, and every event
 * among what the streams hold in the end.
 */
final class StreamCheck {

    private final Truth truth;
    private final Wire wire;
    private final Charges charges;
    private final Set<UUID> seenInEpoch = new HashSet<>();
    private final Map<String, Long> lastOrder = new HashMap<>();
    private final Map<LivePosition, UUID> known = new HashMap<>();
    private long epoch;

    StreamCheck(Truth truth, Wire wire) {
        this.truth = truth;
        this.wire = wire;
        this.charges = new Charges("Redis", truth);
    }

    /** {@code held} are the positions that the streams hold now, {@code unexplained} the epochs that were begun for no reason. */
    Verdict check(List<Sighting> sightings, Set<LivePosition> held, List<Long> unexplained) {
        sightings.stream().sorted(Comparator.comparing(StreamCheck::position)).forEach(this::look);
        Set<UUID> there = new HashSet<>();
        held.forEach(position -> there.add(known.getOrDefault(position, Sighting.NOBODY)));
        for (Fact fact : truth.committed().values()) {
            if (!there.contains(fact.intent().id())) {
                charges.add(Wrong.LOST, fact, "");
            }
        }
        unexplained.forEach(begun -> charges.add(Wrong.DUPLICATE, "epoch " + begun + " was begun for no reason"));
        return charges.verdict(sightings.size(), 0);
    }

    static LivePosition position(Sighting sighting) {
        return sighting.place() instanceof LivePosition position ? position : LivePosition.NONE;
    }

    private void look(Sighting sighting) {
        LivePosition position = position(sighting);
        if (position.epoch() != epoch) {
            epoch = position.epoch();
            seenInEpoch.clear(); // what comes now may repeat what came before, in order: the stream says so itself
            lastOrder.clear();
        }
        Fact fact = truth.committed().get(sighting.id());
        UUID other = known.put(position, sighting.id());
        if (other != null) {
            charges.add(Wrong.ALTERED, "position " + position + " was that of " + other + ", then: " + sighting);
        }
        if (fact == null) {
            charges.add(Wrong.LEAKED, sighting.toString());
        } else if (seenInEpoch.add(sighting.id())) {
            wire.compareInStream(fact, sighting, charges);
            lookAtOrder(fact, position);
        } else if (other == null || !other.equals(sighting.id())) {
            charges.add(Wrong.DUPLICATE, fact, "again at " + position);
        }
    }

    private void lookAtOrder(Fact fact, LivePosition position) {
        long order = fact.intent().order();
        long latest = lastOrder.getOrDefault(fact.intent().key(), 0L);
        if (order < latest) {
            charges.add(Wrong.DISORDERED, fact, "after number " + latest + " at " + position);
        }
        lastOrder.put(fact.intent().key(), Math.max(latest, order));
    }
}
