package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.List;

/** Even what a reader sees that does not mind aborted Kafka transactions must have been committed in PostgreSQL, as it is. */
final class LeakCheck {

    private LeakCheck() {}

    static Verdict check(Truth truth, Wire wire, List<Sighting> sightings) {
        Charges charges = new Charges("Kafka, uncommitted", truth);
        for (Sighting sighting : sightings) {
            Fact fact = truth.committed().get(sighting.id());
            if (fact == null) {
                charges.add(Wrong.LEAKED, sighting.toString());
            } else {
                wire.compareInKafka(fact, sighting, charges);
            }
        }
        return charges.verdict(sightings.size(), 0);
    }
}
