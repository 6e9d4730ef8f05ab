package io.dualstream.outbox.benchmarks.campaign.evidence;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A payload in one number: millions of them are kept in memory. */
public final class Payload {

    /** The stream carries no payloads, only that something happened. */
    public static final long NOT_CARRIED = -1;

    private static final long TOMBSTONE = -2;

    private Payload() {}

    /** Length and checksum; null is a tombstone. */
    public static long of(byte @Nullable [] data) {
        if (data == null) {
            return TOMBSTONE;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        return (long) data.length << 32 | checksum.getValue();
    }

    /** For people. */
    public static String describe(long payload) {
        if (payload == NOT_CARRIED) {
            return "no payload";
        } else if (payload == TOMBSTONE) {
            return "tombstone";
        }
        return "%d bytes (%08x)".formatted(payload >>> 32, payload & 0xffff_ffffL);
    }
}
