package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import java.time.Duration;
import java.util.List;

/**
 * What a campaign is to do.
 *
 * @param seed what the random choices follow from; what servers and schedulers make of them is another matter
 * @param kinds faults to choose from
 * @param time how long, at least; null for as long as the faults last
 * @param faults how many, at least; 0 for as long as the time lasts
 * @param pause of each writer between transactions
 * @param largeRows of a large transaction
 * @param outage how long servers are away and transactions open; zero: the dice say
 * @param atLeastOnce how the relay delivers to Kafka
 * @param control the mistake put in on purpose
 */
record CampaignPlan(
        long seed,
        List<Fault> kinds,
        Duration time,
        int faults,
        Duration pause,
        int largeRows,
        Duration outage,
        boolean atLeastOnce,
        Control control) {

    /** Between two verdicts: what writers note and readers see is held in memory. A mistake is to be found soon. */
    int episodesPerRound() {
        return isControl() ? 4 : 12;
    }

    /** How long anything may take to come back, on a machine that does much else; with a mistake in it, some never does. */
    Duration patience() {
        return isControl() ? Duration.ofMinutes(1) : Duration.ofMinutes(4);
    }

    /** A mistake is found when an event is wrong; whatever else goes wrong may be the machine's fault. */
    boolean isOverAfter(RoundResult round) {
        return isControl() ? round.violations().findAny().isPresent() : !round.isClean();
    }

    private boolean isControl() {
        return control != Control.NONE;
    }
}
