package io.dualstream.outbox.relay.internal.runtime;

/** A source of the current time. The simulation has a source of its own. */
public interface TimeSource {

    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }
    };

    /** The time for measuring durations, as {@link System#nanoTime}. */
    long nanos();

    /** The time of day, as {@link System#currentTimeMillis}. */
    long epochMillis();
}
