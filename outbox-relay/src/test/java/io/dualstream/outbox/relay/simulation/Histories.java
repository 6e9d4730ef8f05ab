package io.dualstream.outbox.relay.simulation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Plays histories on all cores, and tells the first that fails in a way that can be followed. */
public final class Histories {

    /** One history. */
    @FunctionalInterface
    public interface Play {

        /** Throws a {@link Fault} if a promise was broken; {@code log} takes the steps. */
        void history(long seed, @Nullable StringBuilder log);
    }

    private Histories() {}

    /** Plays {@code count} seeds from {@code first} on; returns the first fault found with its seed and steps, or null. */
    public static @Nullable String firstFault(long first, long count, Play play) {
        AtomicLong failed = new AtomicLong(Long.MAX_VALUE);
        LongStream.range(first, first + count)
                .parallel()
                .filter(seed -> failed.get() == Long.MAX_VALUE && fault(seed, null, play) != null)
                .forEach(seed -> failed.accumulateAndGet(seed, Math::min));
        long seed = failed.get();
        if (seed == Long.MAX_VALUE) {
            return null;
        }
        StringBuilder log = new StringBuilder();
        String fault = fault(seed, log, play);
        return "seed " + seed + ": " + fault + "\n" + log;
    }

    private static @Nullable String fault(long seed, @Nullable StringBuilder log, Play play) {
        try {
            play.history(seed, log);
            return null;
        } catch (RuntimeException e) {
            if (!(e instanceof Fault)) {
                // a bug, of the relay or of a model
                return e + " at " + (e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
            }
            return e.getMessage();
        }
    }
}
