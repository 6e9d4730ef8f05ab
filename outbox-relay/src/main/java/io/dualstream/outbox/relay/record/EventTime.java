package io.dualstream.outbox.relay.record;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** The {@code created_us} column: microseconds since 1970, UTC. */
public final class EventTime {

    private EventTime() {}

    /** RFC 3339 in UTC, as CloudEvents wants its {@code time}: {@code 2026-11-22T08:00:00.123456Z}. */
    public static String format(long epochMicros) {
        return DateTimeFormatter.ISO_INSTANT.format(Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS));
    }
}
