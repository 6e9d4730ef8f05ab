package io.dualstream.outbox.relay.simulation;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many histories are played, and which: as many as fit into {@code -Doutbox.simulation.seconds} from a seed that is new
 * in every build, unless {@code -Doutbox.simulation.seed} says where to begin.
 */
public record Budget(long baseSeed, Duration time) {

    /** That of every test: the one that must find nothing, and those that must find something. */
    public static Budget ofThisBuild() {
        Long given = Long.getLong("outbox.simulation.seed");
        return new Budget(
                given == null ? ThreadLocalRandom.current().nextLong() : given,
                Duration.ofSeconds(Long.getLong("outbox.simulation.seconds", 100)));
    }

    long seed(long history) {
        return baseSeed + history;
    }
}
