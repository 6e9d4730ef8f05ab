package io.dualstream.outbox.relay.internal.reconcile.sinks;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the live streams on from where it was last time. Owns its reader. */
public final class RedisFeed implements AutoCloseable {

    private final StreamReader reader;

    /**
     * What was read.
     *
     * @param next position up to which the streams were read; null without a live cursor
     * @param foreign number of entries that are no events
     * @param newEpoch whether the epoch is not that of last time
     * @param trimmed aggregate types of which Redis trimmed entries before they were read
     */
    public record Read(@Nullable String next, long foreign, boolean newEpoch, Set<Integer> trimmed) {}

    public RedisFeed(StreamReader reader) {
        this.reader = reader;
    }

    /**
     * Reads to where the streams end now.
     *
     * @param after where they were read to last time
     * @param again whether to read what is left of the epoch another time
     */
    public Read read(@Nullable String after, boolean again, Types types, Spill spill) throws IOException {
        String position = reader.position();
        if (position == null) {
            return new Read(null, 0, after != null, Set.of());
        }
        long epoch = StreamReader.epoch(position);
        boolean newEpoch = after == null || StreamReader.epoch(after) != epoch;
        long unread = after == null || newEpoch ? 1 : StreamReader.n(after) + 1;
        long foreignBefore = reader.foreign();
        BitSet seen = new BitSet();
        Set<Integer> trimmed = new HashSet<>();
        long whole = unread;
        for (String stream : reader.streams()) {
            int type = types.number(reader.aggregateType(stream));
            reader.read(stream, epoch + "-" + (again ? 0 : unread - 1), position, entry -> {
                long n = StreamReader.n(entry.getId());
                if (n >= unread) {
                    seen.set(Math.toIntExact(n - unread));
                }
                Sighting event = reader.event(entry, type);
                if (event != null) {
                    spill.add(event);
                }
            });
            long first = firstUntrimmed(stream, epoch); // afterwards, because Redis may trim meanwhile
            if (first > unread) {
                trimmed.add(type);
                whole = Math.max(whole, first);
            }
        }
        // All streams of a relay share one count: every number must have been in one of the streams.
        long last = StreamReader.n(position);
        boolean nothingIsMissing = seen.cardinality() == last - unread + 1;
        boolean moreThanTrimmedIsMissing = seen.nextClearBit(Math.toIntExact(whole - unread)) + unread <= last;
        if (nothingIsMissing || moreThanTrimmedIsMissing) {
            trimmed.clear();
        }
        return new Read(position, again ? 0 : reader.foreign() - foreignBefore, newEpoch, trimmed);
    }

    private long firstUntrimmed(String stream, long epoch) {
        String first = reader.isTrimmed(stream) ? reader.first(stream) : null;
        return first == null || StreamReader.epoch(first) != epoch ? 1 : StreamReader.n(first);
    }

    @Override
    public void close() {
        reader.close();
    }
}
