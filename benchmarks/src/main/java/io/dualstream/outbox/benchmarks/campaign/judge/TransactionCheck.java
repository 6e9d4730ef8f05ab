package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaBatch;
import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaBatch.Fate;
import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaPlace;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All of a Kafka transaction or nothing: it ended the same way in each partition that it wrote to, {@code read_committed} consumers saw
 * every record of those that committed, and none of the others. Topics that were deleted have left no files to compare with.
 */
final class TransactionCheck {

    private static final String EVENTS = "outbox.event.";

    private final Map<String, Integer> lives;
    private final boolean mayBeOutside;
    private final Charges charges;
    private final Map<Partition, Set<Long>> seen = new HashMap<>();
    private final Map<String, Map<Fate, String>> fates = new TreeMap<>();

    private record Partition(String topic, int number) {}

    /** Every record must be of a transaction unless it may be outside. */
    TransactionCheck(Truth truth, Map<String, Integer> lives, boolean mayBeOutside) {
        this.lives = lives;
        this.mayBeOutside = mayBeOutside;
        this.charges = new Charges("Kafka transactions", truth);
    }

    Verdict check(List<KafkaBatch> batches, List<Sighting> committed) {
        for (Sighting sighting : committed) {
            if (sighting.place() instanceof KafkaPlace place
                    && place.life() == lives.getOrDefault(sighting.stream(), 0)) {
                seen.computeIfAbsent(new Partition(sighting.stream(), place.partition()), any -> new HashSet<>())
                        .add(place.offset());
            }
        }
        batches.forEach(this::look);
        fates.forEach((transaction, ends) -> {
            if (ends.size() > 1) {
                charges.add(Wrong.TORN, "transaction " + transaction + " ended in different ways: " + ends);
            }
        });
        return charges.verdict(fates.size(), 0);
    }

    private void look(KafkaBatch batch) {
        String place = batch.topic() + "-" + batch.partition() + " offset " + batch.firstOffset();
        if (batch.fate() == Fate.NONE) {
            if (!mayBeOutside) {
                charges.add(Wrong.TORN, "in no transaction: " + place);
            }
        } else {
            fates.computeIfAbsent(batch.transaction(), any -> new EnumMap<>(Fate.class))
                    .putIfAbsent(batch.fate(), place);
        }
        if (batch.topic().startsWith(EVENTS)) {
            boolean mustBeSeen = batch.fate() == Fate.COMMITTED || batch.fate() == Fate.NONE;
            Set<Long> offsets = seen.getOrDefault(new Partition(batch.topic(), batch.partition()), Set.of());
            for (long offset = batch.firstOffset(); offset <= batch.lastOffset(); offset++) {
                if (offsets.contains(offset) != mustBeSeen) {
                    String what = mustBeSeen ? "not seen although " : "seen by a read_committed consumer although ";
                    charges.add(Wrong.TORN, "offset " + offset + " " + what + batch.fate() + ": " + place);
                }
            }
        }
    }
}
