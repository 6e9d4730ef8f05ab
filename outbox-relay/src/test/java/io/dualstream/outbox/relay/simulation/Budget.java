package io.dualstream.outbox.relay.simulation;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many histories are played, and which: as many as fit into {@code -Doutbox.simulation.seconds}, and on a busy machine for
 * longer, until they are as many as a quiet one plays in the usual time; from a seed that is new in every build, unless {@code
 * -Doutbox.simulation.seed} says where to begin.
 */
public record Budget(long baseSeed, Duration time, boolean patient) {

    /** What two quiet cores play in 100 seconds, about. */
    private static final int HISTORIES_A_SECOND = 6_000;

    /** How much longer a busy machine may take. */
    private static final int PATIENCE = 6;

    /** That of a test that must find nothing. */
    public static Budget ofThisBuild() {
        return of(false);
    }

    /** That of a test that must find something: some mistakes show once in 150,000 histories, and chance may take ten times that. */
    public static Budget untilFound() {
        return of(true);
    }

    private static Budget of(boolean patient) {
        Long given = Long.getLong("outbox.simulation.seed");
        return new Budget(
                given == null ? ThreadLocalRandom.current().nextLong() : given,
                Duration.ofSeconds(Long.getLong("outbox.simulation.seconds", 100)),
                patient);
    }

    /** Whether there is more to play, after so many histories and so long a time. */
    boolean goesOn(long histories, long nanos) {
        boolean few = patient || histories < time.toSeconds() * HISTORIES_A_SECOND;
        int times = patient ? 3 * PATIENCE : PATIENCE;
        return nanos < time.toNanos() || (few && nanos < times * time.toNanos());
    }

    long seed(long history) {
        return baseSeed + history;
    }
}
