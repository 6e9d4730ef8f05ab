package io.dualstream.outbox.relay.campaign;

import java.time.Duration;

/** How hard the campaign tries: little in every build, {@code -Pcampaign} for the full proof, each number also alone. */
final class Effort {

    private Effort() {}

    /** {@code -Dkills}: kill -9 of the relay, one after the other. */
    static int kills() {
        return Integer.getInteger("kills", 8);
    }

    /** {@code -Dfreezes}: SIGSTOP of the relay that leads, one after the other. */
    static int freezes() {
        return Integer.getInteger("freezes", 1);
    }

    /** {@code -DpauseMillis}: how long each of the writers rests between transactions. */
    static Duration pause() {
        return Duration.ofMillis(Integer.getInteger("pauseMillis", 100));
    }

    /** {@code -DoutageSeconds}: how long a server stays away. */
    static Duration outage() {
        return Duration.ofSeconds(Integer.getInteger("outageSeconds", 20));
    }

    /** {@code -DopenSeconds}: how long a transaction is held open. */
    static Duration openTransaction() {
        return Duration.ofSeconds(Integer.getInteger("openSeconds", 10));
    }

    /** {@code -Dseed}: what the random choices of a run follow from; another one each time by default. */
    static long seed(String run) {
        long seed = Long.getLong("seed", System.nanoTime() & 0xffff);
        Report.line(run + ", seed " + seed);
        return seed;
    }
}
