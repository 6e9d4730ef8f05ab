package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import java.time.Duration;
import java.util.List;

/**
 * The plan of a campaign.
 *
 * @param seed determines the random choices; servers and schedulers may still behave differently
 * @param kinds faults to choose from
 * @param time minimum duration; null if {@code faults} decides
 * @param faults minimum number of faults; 0 if {@code time} decides
 * @param pause of each writer between transactions
 * @param largeRows number of rows of a large transaction
 * @param outage how long servers are down and transactions open; zero: random
 * @param atLeastOnce whether the relay delivers to Kafka at least once only
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

    /**
     * Number of episodes between two verdicts. The records of writers and readers are held in memory until the verdict. With a
     * mistake put in, rounds are short so that the mistake is found soon.
     */
    int episodesPerRound() {
        return isControl() ? 4 : 12;
    }

    /** How long a recovery may take on a busy machine. With a mistake put in, some recoveries never happen. */
    Duration patience() {
        return isControl() ? Duration.ofMinutes(1) : Duration.ofMinutes(4);
    }

    /** A mistake is found when it leads to what it must lead to; whatever else goes wrong proves nothing. */
    boolean isOverAfter(RoundResult round) {
        return isControl() ? control.isFoundIn(round) : !round.isClean();
    }

    boolean isControl() {
        return control != Control.NONE;
    }
}
