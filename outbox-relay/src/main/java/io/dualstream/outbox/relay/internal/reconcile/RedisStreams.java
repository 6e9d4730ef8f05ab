package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.status.Reconciler;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the events of the current epoch from the live streams. A stream is capped, and a new epoch leaves out old events. An
 * event must therefore be in Redis only if it is younger than the epoch and than the trimmed entries.
 */
final class RedisStreams implements AutoCloseable {

    private static final int PAGE = 500;

    /**
     * Number of oldest entries that show since when all events are in a stream, because events are not pushed exactly in the
     * order of their creation.
     */
    private static final int OLDEST = 1000;

    private final ReconcileSettings.Streams settings;
    private final JsonMapper json = JsonMapper.builder().build();
    private final RedisClient client;
    private final RedisCommands<String, String> redis;
    private long foreign;

    /** The counts of one stream while it is read: how many entries it has from {@code whole} on, and how old its oldest entries are. */
    private static final class Tally {
        private long fromWhole;
        private long entries;
        private long newestOfOldest = Long.MIN_VALUE;
    }

    RedisStreams(ReconcileSettings.Streams settings) {
        this.settings = settings;
        this.client = RedisClient.create(settings.redisUrl());
        this.redis = client.connect().sync();
    }

    /** Reads to where the streams end now. Without a live cursor nothing can be expected of them. */
    void read(Reconciler.Range.Time range, Types types, Spill spill) throws IOException {
        String position = redis.hget(settings.cursorKey(), "position");
        if (position == null) {
            return;
        }
        long epoch = epoch(position);
        long last = n(position);
        types.redisEpochBegan(epoch * 1000);
        Set<String> streams = streams();
        // All streams of a relay share one count: from here on every number must be in one of the streams.
        long whole = streams.stream()
                .mapToLong(stream -> firstUntrimmed(stream, epoch))
                .max()
                .orElse(1);
        long seen = 0;
        for (String stream : streams) {
            int type = types.number(stream.substring(settings.streamPrefix().length()));
            Tally tally = read(stream, type, epoch, whole, last, range, spill);
            seen += tally.fromWhole;
            if (isTrimmed(stream)) {
                types.redisHasSince(type, tally.newestOfOldest);
            }
        }
        if (seen < last - whole + 1) {
            // Entries were deleted from the middle, so the missing entries cannot all have been trimmed.
            types.redisHasHoles();
        }
    }

    private Set<String> streams() {
        Set<String> streams = new TreeSet<>();
        ScanIterator.scan(
                        redis,
                        ScanArgs.Builder.matches(settings.streamPrefix() + "*").limit(1000))
                .forEachRemaining(streams::add);
        return streams;
    }

    /**
     * Whether the stream may have been trimmed. Redis before 7 does not report how many entries were added, so every stream may
     * have been.
     */
    private boolean isTrimmed(String stream) {
        List<Object> info = redis.xinfoStream(stream);
        int added = info.indexOf("entries-added");
        int length = info.indexOf("length");
        return added < 0 || !info.get(added + 1).equals(info.get(length + 1));
    }

    private long firstUntrimmed(String stream, long epoch) {
        if (!isTrimmed(stream)) {
            return 1;
        }
        List<StreamMessage<String, String>> first = redis.xrange(stream, Range.create("-", "+"), Limit.create(0, 1));
        return first.isEmpty() || epoch(first.get(0).getId()) != epoch
                ? 1
                : n(first.get(0).getId());
    }

    private Tally read(
            String stream, int type, long epoch, long whole, long last, Reconciler.Range.Time range, Spill spill)
            throws IOException {
        Tally tally = new Tally();
        Range.Boundary<String> from = Range.Boundary.including(epoch + "-0");
        while (true) {
            List<StreamMessage<String, String>> page = redis.xrange(
                    stream, Range.from(from, Range.Boundary.including(epoch + "-" + last)), Limit.create(0, PAGE));
            for (StreamMessage<String, String> entry : page) {
                add(entry, type, tally, range, spill);
                if (n(entry.getId()) >= whole) {
                    tally.fromWhole++;
                }
            }
            if (page.size() < PAGE) {
                return tally;
            }
            from = Range.Boundary.excluding(page.get(page.size() - 1).getId());
        }
    }

    private void add(
            StreamMessage<String, String> entry, int type, Tally tally, Reconciler.Range.Time range, Spill spill)
            throws IOException {
        try {
            JsonNode event = json.readTree(entry.getBody().getOrDefault("event", ""));
            UUID id = UUID.fromString(event.path("id").asString(""));
            long micros = Reconciler.Range.Time.micros(
                    Instant.parse(event.path("time").asString("")));
            if (tally.entries++ < OLDEST) {
                tally.newestOfOldest = Math.max(tally.newestOfOldest, micros);
            }
            if (range.contains(micros)) {
                spill.add(new Sighting(
                        id, Sighting.Place.REDIS, type, micros, 0, 0, epoch(entry.getId()), n(entry.getId())));
            }
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            foreign++;
        }
    }

    private static long epoch(String position) {
        return Long.parseLong(position.substring(0, position.indexOf('-')));
    }

    private static long n(String position) {
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    long foreign() {
        return foreign;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
