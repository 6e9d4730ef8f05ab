package io.dualstream.outbox.relay.internal.runtime;

/** What time it is. The simulation has one of its own. */
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

    /** For durations, as {@link System#nanoTime}. */
    long nanos();

    /** For people and other clocks, as {@link System#currentTimeMillis}. */
    long epochMillis();
}
