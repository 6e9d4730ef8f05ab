package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaPlace;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Compares what a consumer of all topics saw, from the start of the round and in the order in which it saw it, with the truth. A topic
 * that was deleted has lives: what is wrong in any of them counts, and the last one has to hold all that nothing excuses.
 */
final class KafkaCheck {

    private final Truth truth;
    private final Excuse excuse;
    private final boolean mayRepeat;
    private final Map<String, Integer> lives;
    private final Wire wire;
    private final Charges charges;
    private final Set<UUID> seen = new HashSet<>();
    private final Map<Life, Set<UUID>> seenInLife = new HashMap<>();
    private final Map<LifeOf, Long> lastOrder = new HashMap<>();
    private final Map<LifeOf, Integer> partitions = new HashMap<>();
    private int repeatedAfterDeletion;

    /** One life of a topic. */
    private record Life(String topic, int life) {}

    /** A key in one life of its topic. */
    private record LifeOf(Life life, String key) {}

    /** Every committed event must be seen that {@code excuse} does not cover, and once unless it may repeat. */
    KafkaCheck(Truth truth, Excuse excuse, boolean mayRepeat, Map<String, Integer> lives, Wire wire) {
        this.truth = truth;
        this.excuse = excuse;
        this.mayRepeat = mayRepeat;
        this.lives = lives;
        this.wire = wire;
        this.charges = new Charges("Kafka", truth);
    }

    Verdict check(List<Sighting> sightings, boolean isComplete) {
        sightings.forEach(this::look);
        if (!isComplete) {
            charges.add(Wrong.LOST, "a consumer did not come to the end of the topics in time");
        }
        int excused = repeatedAfterDeletion;
        for (Fact fact : truth.committed().values()) {
            UUID id = fact.intent().id();
            String topic = "outbox.event." + fact.intent().aggregateType();
            Life last = new Life(topic, lives.getOrDefault(topic, 0));
            if (!seenInLife.getOrDefault(last, Set.of()).contains(id)) {
                if (excuse.covers(fact)) {
                    excused++;
                } else {
                    charges.add(Wrong.LOST, fact, seen.contains(id) ? "although it was there once" : "");
                }
            }
        }
        return charges.verdict(sightings.size(), excused);
    }

    private void look(Sighting sighting) {
        Fact fact = truth.committed().get(sighting.id());
        if (fact == null || !(sighting.place() instanceof KafkaPlace place)) {
            charges.add(Wrong.LEAKED, sighting.toString());
            return;
        }
        wire.compareInKafka(fact, sighting, charges);
        Life life = new Life(sighting.stream(), place.life());
        Integer other = partitions.putIfAbsent(new LifeOf(life, wire.key(fact.intent())), place.partition());
        if (other != null && other != place.partition()) {
            charges.add(Wrong.MISPLACED, fact, "at " + place + ", others of its key in partition " + other);
        }
        boolean isFirst = seen.add(sighting.id());
        boolean isFirstInLife =
                seenInLife.computeIfAbsent(life, any -> new HashSet<>()).add(sighting.id());
        if (isFirst) {
            lookAtOrder(fact, new LifeOf(life, fact.intent().key()), place);
        } else if (isFirstInLife && excuse.covers(fact)) {
            repeatedAfterDeletion++; // nobody can tell it from one that was never there
        } else if (!mayRepeat) {
            charges.add(Wrong.DUPLICATE, fact, "again at " + place);
        }
    }

    private void lookAtOrder(Fact fact, LifeOf aggregate, KafkaPlace place) {
        long order = fact.intent().order();
        long latest = lastOrder.getOrDefault(aggregate, 0L);
        if (order < latest) {
            charges.add(Wrong.DISORDERED, fact, "after number " + latest + " at " + place);
        }
        lastOrder.put(aggregate, Math.max(latest, order));
    }
}
