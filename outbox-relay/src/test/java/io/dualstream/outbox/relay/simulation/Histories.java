package io.dualstream.outbox.relay.simulation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Plays histories on all cores, and tells the first that breaks a promise in a way that can be followed. */
public final class Histories {

    /** One history. */
    @FunctionalInterface
    public interface Play {

        /** Throws a {@link Fault} if a promise was broken; {@code log} takes the steps. */
        void history(long seed, @Nullable StringBuilder log);
    }

    /** How many were played, and the verdict on the first that broke a promise, with its steps; null if none did. */
    public record Outcome(
            long baseSeed, long played, @Nullable String fault) {

        @Override
        public String toString() {
            return "base seed " + baseSeed + ", " + played + " histories: " + (fault == null ? "no fault" : fault);
        }
    }

    private Histories() {}

    /**
     * Plays until a promise is broken or the budget is used up.
     *
     * @throws AssertionError of whatever else happens in a history: a bug, of the relay or of a model
     */
    public static Outcome play(Budget budget, Play play) {
        AtomicLong next = new AtomicLong();
        AtomicLong failed = new AtomicLong(Long.MAX_VALUE);
        long began = System.nanoTime();
        IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .parallel()
                .forEach(worker -> {
                    while (failed.get() == Long.MAX_VALUE && budget.goesOn(next.get(), System.nanoTime() - began)) {
                        long history = next.getAndIncrement();
                        if (verdict(budget.seed(history), null, play) != null) {
                            failed.accumulateAndGet(history, Math::min);
                        }
                    }
                });
        long history = failed.get();
        if (history == Long.MAX_VALUE) {
            return new Outcome(budget.baseSeed(), next.get(), null);
        }
        long seed = budget.seed(history);
        StringBuilder log = new StringBuilder();
        String verdict = verdict(seed, log, play);
        return new Outcome(
                budget.baseSeed(),
                history + 1,
                verdict + "\n-Doutbox.simulation.seed=" + seed + " plays it again:\n" + log);
    }

    private static @Nullable String verdict(long seed, @Nullable StringBuilder log, Play play) {
        try {
            play.history(seed, log);
            return null;
        } catch (Fault e) {
            return e.getMessage();
        } catch (RuntimeException e) {
            throw new AssertionError("The history of seed " + seed + " broke off: " + e, e);
        }
    }
}
