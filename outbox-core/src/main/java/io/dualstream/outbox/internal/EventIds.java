package io.dualstream.outbox.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes UUIDv7s (RFC 9562): the milliseconds since 1970 in 48 bits, a count within the millisecond in 12 bits, and 62 random
 * bits. Each id is greater than all ids that this instance made before, even when the clock steps back. Safe for use by many
 * threads.
 */
public final class EventIds {

    private static final int COUNT_BITS = 12;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT_RFC = 1L << 63;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    public EventIds(Clock clock) {
        this.clock = clock;
    }

    public UUID next() {
        long now = clock.millis() << COUNT_BITS;
        // More than 4,096 ids in one millisecond use counts of the next millisecond.
        long tick = last.updateAndGet(previous -> Math.max(previous + 1, now));
        long high = (tick >>> COUNT_BITS << 16) | VERSION_7 | (tick & 0xfff);
        long low = (random.nextLong() >>> 2) | VARIANT_RFC;
        return new UUID(high, low);
    }
}
