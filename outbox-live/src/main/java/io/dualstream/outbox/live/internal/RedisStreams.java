package io.dualstream.outbox.live.internal;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The streams in Redis over one connection, which never reconnects by itself. Not thread-safe. */
public final class RedisStreams implements Streams {

    /**
     * The Redis server, and the names of the streams there.
     *
     * @param cursorKey key of the relay's live cursor
     * @param commandTimeout time without an answer after which Redis counts as down
     */
    public record Source(String redisUrl, String cursorKey, String streamPrefix, Duration commandTimeout) {}

    private static final String POSITION = "position";
    private static final String EVENT = "event";
    private static final int SCAN_KEYS = 1_000;

    private final Source source;
    private final StatefulRedisConnection<String, String> connection;
    private final Set<String> names = new LinkedHashSet<>();

    private RedisStreams(Source source, StatefulRedisConnection<String, String> connection) {
        this.source = source;
        this.connection = connection;
        discover();
    }

    /** Makes a connector, which has no thread and no connection before the first connect. */
    public static Streams.Connector connector(Source source) {
        return new Streams.Connector() {
            private @Nullable RedisClient client;

            @Override
            public Streams connect() {
                RedisClient connecting;
                synchronized (this) {
                    connecting = client == null ? client(source) : client;
                    client = connecting;
                }
                return RedisStreams.connect(connecting, source);
            }

            @Override
            public void close() {
                RedisClient closing;
                synchronized (this) {
                    closing = client;
                    client = null;
                }
                if (closing != null) {
                    closing.shutdown(Duration.ZERO, source.commandTimeout());
                }
            }
        };
    }

    /** Makes a client for {@link #connect}. The caller shuts the client down. */
    public static RedisClient client(Source source) {
        RedisURI uri = RedisURI.create(source.redisUrl());
        uri.setTimeout(source.commandTimeout());
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(source.commandTimeout())
                        .build())
                .build());
        return client;
    }

    /** Connects; throws a {@link RedisException} if Redis does not answer or refuses the connection. */
    public static RedisStreams connect(RedisClient client, Source source) {
        StatefulRedisConnection<String, String> connection = client.connect(StringCodec.UTF8);
        try {
            return new RedisStreams(source, connection);
        } catch (RedisException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public @Nullable String current() {
        return connection.sync().hget(source.cursorKey(), POSITION);
    }

    /** Reads in one Redis transaction, so that no other command runs between the reads of the cursor and of the streams. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // exec returns all answers
    public Reading read(String after, int limit) {
        RedisAsyncCommands<String, String> redis = connection.async();
        RedisFuture<TransactionResult> answer;
        connection.setAutoFlushCommands(false);
        try {
            redis.multi();
            redis.hget(source.cursorKey(), POSITION);
            if (!names.isEmpty()) {
                redis.xread(XReadArgs.Builder.count(limit), offsets(after));
            }
            answer = redis.exec();
            connection.flushCommands();
        } finally {
            connection.setAutoFlushCommands(true);
        }
        TransactionResult result =
                LettuceFutures.awaitOrCancel(answer, source.commandTimeout().toNanos(), TimeUnit.NANOSECONDS);
        return new Reading(result.get(0), names.isEmpty() ? Map.of() : byType(result.get(1)));
    }

    @Override
    public boolean discover() {
        KeyScanArgs streams = KeyScanArgs.Builder.matches(glob(source.streamPrefix()) + "*")
                .type("stream")
                .limit(SCAN_KEYS);
        boolean found = false;
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            KeyScanCursor<String> keys = connection.sync().scan(cursor, streams);
            found |= names.addAll(keys.getKeys());
            cursor = keys;
        }
        return found;
    }

    @Override
    public void await(String after, Duration atMost) throws InterruptedException {
        if (names.isEmpty()) {
            LockSupport.parkNanos(atMost.toNanos());
        } else {
            connection.sync().xread(XReadArgs.Builder.block(atMost).count(1), offsets(after));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Lettuce takes an array of generics
    private StreamOffset<String>[] offsets(String after) {
        return names.stream().map(name -> StreamOffset.from(name, after)).toArray(StreamOffset[]::new);
    }

    private Map<String, List<Reading.Entry>> byType(List<StreamMessage<String, String>> messages) {
        Map<String, List<Reading.Entry>> entries = new HashMap<>();
        for (StreamMessage<String, String> message : messages) {
            entries.computeIfAbsent(
                            message.getStream().substring(source.streamPrefix().length()), key -> new ArrayList<>())
                    .add(new Reading.Entry(message.getId(), message.getBody().getOrDefault(EVENT, "")));
        }
        return entries;
    }

    private static String glob(String text) {
        return text.replaceAll("([*?\\[\\]\\\\])", "\\\\$1");
    }
}
