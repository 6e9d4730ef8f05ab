package io.dualstream.outbox.relay.internal.reconcile.sinks;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.status.Reconciler;
import io.lettuce.core.ClientOptions;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads live streams from position to position, and recognizes events among their entries. Owns its connection. */
public final class StreamReader implements AutoCloseable {

    private static final int PAGE = 500;

    /** Receives each entry that is read. */
    interface Handler {
        void handle(StreamMessage<String, String> entry) throws IOException;
    }

    private final String streamPrefix;
    private final String cursorKey;
    private final JsonMapper json = JsonMapper.builder().build();
    private final RedisClient client;
    private final RedisCommands<String, String> redis;
    private long foreign;

    public StreamReader(String redisUrl, String streamPrefix, String cursorKey) {
        this.streamPrefix = streamPrefix;
        this.cursorKey = cursorKey;
        this.client = RedisClient.create(redisUrl);
        // whoever reads for long is to learn that the server is gone
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        try {
            this.redis = client.connect().sync();
        } catch (RuntimeException e) {
            client.shutdown();
            throw e;
        }
    }

    /** The position of the last entry that the relay pushed; null without a live cursor. */
    @Nullable
    public String position() {
        return redis.hget(cursorKey, "position");
    }

    Set<String> streams() {
        Set<String> streams = new TreeSet<>();
        ScanIterator.scan(redis, ScanArgs.Builder.matches(streamPrefix + "*").limit(1000))
                .forEachRemaining(streams::add);
        return streams;
    }

    String aggregateType(String stream) {
        return stream.substring(streamPrefix.length());
    }

    /**
     * Whether the stream may have been trimmed. Redis before 7 does not report how many entries were added, so every stream may
     * have been.
     */
    boolean isTrimmed(String stream) {
        List<Object> info = redis.xinfoStream(stream);
        int added = info.indexOf("entries-added");
        int length = info.indexOf("length");
        return added < 0 || !info.get(added + 1).equals(info.get(length + 1));
    }

    /** The position of the stream's first entry; null if it is empty. */
    @Nullable
    String first(String stream) {
        List<StreamMessage<String, String>> first = redis.xrange(stream, Range.create("-", "+"), Limit.create(0, 1));
        return first.isEmpty() ? null : first.get(0).getId();
    }

    /** Reads the entries behind {@code after} up to {@code last}. */
    void read(String stream, String after, String last, Handler handler) throws IOException {
        Range.Boundary<String> from = Range.Boundary.excluding(after);
        while (true) {
            List<StreamMessage<String, String>> page =
                    redis.xrange(stream, Range.from(from, Range.Boundary.including(last)), Limit.create(0, PAGE));
            for (StreamMessage<String, String> entry : page) {
                handler.handle(entry);
            }
            if (page.size() < PAGE) {
                return;
            }
            from = Range.Boundary.excluding(page.get(page.size() - 1).getId());
        }
    }

    /** The event of an entry; null, and counted, if the entry has none. */
    @Nullable
    Sighting event(StreamMessage<String, String> entry, int type) {
        try {
            JsonNode event = json.readTree(entry.getBody().getOrDefault("event", ""));
            UUID id = UUID.fromString(event.path("id").asString(""));
            long micros = Reconciler.Range.Time.micros(
                    Instant.parse(event.path("time").asString("")));
            return new Sighting(id, Sighting.Place.REDIS, type, micros, 0, 0, epoch(entry.getId()), n(entry.getId()));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            foreign++;
            return null;
        }
    }

    public static long epoch(String position) {
        return Long.parseLong(position.substring(0, position.indexOf('-')));
    }

    public static long n(String position) {
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    /** Number of entries without an event. */
    long foreign() {
        return foreign;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
