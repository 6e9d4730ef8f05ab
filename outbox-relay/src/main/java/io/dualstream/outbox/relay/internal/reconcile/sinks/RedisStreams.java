package io.dualstream.outbox.relay.internal.reconcile.sinks;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Spill;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Types;
import io.dualstream.outbox.relay.status.Reconciler;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.util.Set;

/**
 * Reads the events of the current epoch from the live streams. A stream is capped, and a new epoch leaves out old events. An
 * event must therefore be in Redis only if it is younger than the epoch and than the trimmed entries.
 */
public final class RedisStreams implements AutoCloseable {

    /**
     * Number of oldest entries that show since when all events are in a stream, because events are not pushed exactly in the
     * order of their creation.
     */
    private static final int OLDEST = 1000;

    private final StreamReader reader;

    /** The counts of one stream while it is read: how many entries it has from {@code whole} on, and how old its oldest entries are. */
    private static final class Tally {
        private long fromWhole;
        private long entries;
        private long newestOfOldest = Long.MIN_VALUE;
    }

    public RedisStreams(StreamReader reader) {
        this.reader = reader;
    }

    /** Reads to where the streams end now. Without a live cursor nothing can be expected of them. */
    public void read(Reconciler.Range.Time range, Types types, Spill spill) throws IOException {
        String position = reader.position();
        if (position == null) {
            return;
        }
        long epoch = StreamReader.epoch(position);
        long last = StreamReader.n(position);
        types.redisEpochBegan(epoch * 1000);
        Set<String> streams = reader.streams();
        // All streams of a relay share one count: from here on every number must be in one of the streams.
        long whole = streams.stream()
                .mapToLong(stream -> firstUntrimmed(stream, epoch))
                .max()
                .orElse(1);
        long seen = 0;
        for (String stream : streams) {
            int type = types.number(reader.aggregateType(stream));
            Tally tally = new Tally();
            reader.read(stream, epoch + "-0", position, entry -> add(entry, type, tally, whole, range, spill));
            seen += tally.fromWhole;
            if (reader.isTrimmed(stream)) {
                types.redisHasSince(type, tally.newestOfOldest);
            }
        }
        if (seen < last - whole + 1) {
            // Entries were deleted from the middle, so the missing entries cannot all have been trimmed.
            types.redisHasHoles();
        }
    }

    private long firstUntrimmed(String stream, long epoch) {
        String first = reader.isTrimmed(stream) ? reader.first(stream) : null;
        return first == null || StreamReader.epoch(first) != epoch ? 1 : StreamReader.n(first);
    }

    private void add(
            StreamMessage<String, String> entry,
            int type,
            Tally tally,
            long whole,
            Reconciler.Range.Time range,
            Spill spill)
            throws IOException {
        Sighting event = reader.event(entry, type);
        if (event != null) {
            if (tally.entries++ < OLDEST) {
                tally.newestOfOldest = Math.max(tally.newestOfOldest, event.micros());
            }
            if (range.contains(event.micros())) {
                spill.add(event);
            }
        }
        if (StreamReader.n(entry.getId()) >= whole) {
            tally.fromWhole++;
        }
    }

    public long foreign() {
        return reader.foreign();
    }

    @Override
    public void close() {
        reader.close();
    }
}
