package io.dualstream.outbox.relay.simulation;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many histories are played, and which: as many as fit into {@code -Doutbox.simulation.seconds}, and on a busy machine for
 * longer, until they are as many as a quiet one plays in the usual time; from a seed that is new in every build, unless {@code
 * -Doutbox.simulation.seed} says where to begin.
 */
public record Budget(long baseSeed, Duration time) {

    /** What two quiet cores play in 100 seconds, about. */
    private static final int HISTORIES_A_SECOND = 6_000;

    /** How much longer a busy machine may take. */
    private static final int PATIENCE = 6;

    /** That of every test: the one that must find nothing, and those that must find something. */
    public static Budget ofThisBuild() {
        Long given = Long.getLong("outbox.simulation.seed");
        return new Budget(
                given == null ? ThreadLocalRandom.current().nextLong() : given,
                Duration.ofSeconds(Long.getLong("outbox.simulation.seconds", 100)));
    }

    /** Whether there is more to play, after so many histories and so long a time. */
    boolean goesOn(long histories, long nanos) {
        return nanos < time.toNanos()
                || (histories < time.toSeconds() * HISTORIES_A_SECOND && nanos < PATIENCE * time.toNanos());
    }

    long seed(long history) {
        return baseSeed + history;
    }
}
