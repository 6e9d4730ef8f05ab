package io.dualstream.outbox.relay.status;

import java.time.Instant;

/** What to compare: the events created in a stretch of time. A range of seq stands for the time in which it was created. */
public sealed interface ReconcileRange {

    /** From {@code from} to before {@code to}, microseconds exact. */
    record Time(Instant from, Instant to) implements ReconcileRange {

        public Time {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("from must be before to, was " + from + " and " + to);
            }
        }

        /** All the time there is. */
        public static Time all() {
            return new Time(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("3000-01-01T00:00:00Z"));
        }

        public long fromMicros() {
            return micros(from);
        }

        public long toMicros() {
            return micros(to);
        }

        /** Since 1970; ChronoUnit goes by way of nanoseconds, which end in 2262. */
        public static long micros(Instant instant) {
            return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
        }

        public boolean contains(long micros) {
            return micros >= fromMicros() && micros < toMicros();
        }
    }

    /** From {@code from} to {@code to}, both included. */
    record Seq(long from, long to) implements ReconcileRange {

        public Seq {
            if (from > to) {
                throw new IllegalArgumentException("from must not be after to, was " + from + " and " + to);
            }
        }
    }
}
