package io.dualstream.outbox.benchmarks.campaign;

import io.dualstream.outbox.benchmarks.campaign.faults.Fault;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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

    private static final String AT_LEAST_ONCE = "at-least-once";

    /** As results keep it: with this another run begins like this one. A control is not kept. */
    void write(ObjectNode conditions) {
        conditions.put("seed", seed);
        ArrayNode names = conditions.putArray("kinds");
        kinds.forEach(kind -> names.add(kind.toString()));
        conditions.put("minutes", time.toMinutes());
        conditions.put("faults", faults);
        conditions.put("pauseMillis", pause.toMillis());
        conditions.put("largeRows", largeRows);
        conditions.put("outageSeconds", outage.toSeconds());
        conditions.put("delivery", atLeastOnce ? AT_LEAST_ONCE : "exactly-once");
    }

    /** The inverse of {@link #write}. */
    static CampaignPlan read(JsonNode conditions) {
        return new CampaignPlan(
                conditions.path("seed").asLong(),
                conditions
                        .path("kinds")
                        .valueStream()
                        .map(name -> Fault.named(name.asString()))
                        .toList(),
                Duration.ofMinutes(conditions.path("minutes").asLong()),
                conditions.path("faults").asInt(),
                Duration.ofMillis(conditions.path("pauseMillis").asLong()),
                conditions.path("largeRows").asInt(),
                Duration.ofSeconds(conditions.path("outageSeconds").asLong()),
                conditions.path("delivery").asString().equals(AT_LEAST_ONCE),
                Control.NONE);
    }

    /** Between two verdicts: what writers note and readers see is held in memory. A mistake is to be found soon. */
    int episodesPerRound() {
        return isControl() ? 2 : 12;
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
