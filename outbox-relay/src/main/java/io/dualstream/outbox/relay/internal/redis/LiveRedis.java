package io.dualstream.outbox.relay.internal.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.record.CloudEventJson;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes events and cursor to Redis over one connection, with one script call per batch. Never reconnects, queues or repeats a
 * command by itself: a command that failed may have been carried out, and only {@link #claim} tells whether it was. Not
 * thread-safe; the caller closes it.
 */
public final class LiveRedis implements LiveSink, AutoCloseable {

    /** Maximum number of commands under way. The relay sends one at a time, so more would be a bug. */
    private static final int MAX_REQUESTS = 8;

    private final RedisSettings settings;
    private final CloudEventJson json;
    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final Script claimScript = new Script("claim.lua", ScriptOutputType.MULTI);
    private final Script pushScript = new Script("push.lua", ScriptOutputType.VALUE);
    private @Nullable Claim claim;

    private LiveRedis(
            RedisSettings settings,
            CloudEventJson json,
            RedisClient client,
            StatefulRedisConnection<String, byte[]> connection) {
        this.settings = settings;
        this.json = json;
        this.client = client;
        this.connection = connection;
    }

    /**
     * Connects to Redis.
     *
     * @throws LiveRedisException if Redis does not answer or refuses the connection
     */
    public static LiveRedis connect(RedisSettings settings, CloudEventJson json) {
        RedisURI uri = RedisURI.create(settings.url());
        uri.setTimeout(settings.commandTimeout());
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_REQUESTS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.commandTimeout())
                        .build())
                .build());
        try {
            return new LiveRedis(
                    settings, json, client, client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)));
        } catch (RedisException e) {
            client.shutdown(Duration.ZERO, settings.commandTimeout());
            throw new LiveRedisException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public @Nullable StoredCursor claim(Claim mine) {
        claim = mine;
        String[] keys = {settings.cursorKey()};
        byte[] leaseEpoch = Long.toString(mine.leaseEpoch()).getBytes(UTF_8);
        byte[] database = mine.database().getBytes(UTF_8);
        List<?> reply = (List<?>) call(() -> claimScript.run(connection, keys, leaseEpoch, database));
        refuseFenced(text(reply.get(0)));
        return reply.get(1) == null || reply.get(2) == null || reply.get(3) == null
                ? null
                : new StoredCursor(StreamPosition.parse(text(reply.get(1))), text(reply.get(2)), text(reply.get(3)));
    }

    @Override
    public void push(Push batch) {
        PushArguments arguments =
                PushArguments.of(batch, Objects.requireNonNull(claim, "claim the cursor first"), settings, json);
        String reply = text(call(() -> pushScript.run(connection, arguments.keys(), arguments.values())));
        refuseFenced(reply);
        if (reply.startsWith("AHEAD ")) {
            throw new LiveRedisException.Ahead(Long.parseLong(reply.substring("AHEAD ".length())));
        }
        if (!reply.equals("PUSHED")) {
            throw new LiveRedisException("The live cursor is not as this relay left it: " + reply + " instead of '"
                    + batch.expected() + "'");
        }
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, settings.commandTimeout());
    }

    private static Object call(Supplier<Object> command) {
        try {
            return command.get();
        } catch (RedisException e) {
            throw new LiveRedisException(String.valueOf(e.getMessage()), e);
        }
    }

    private void refuseFenced(String reply) {
        if (reply.startsWith("FENCED ") && claim != null) {
            throw new LiveRedisException.Fenced(claim.leaseEpoch(), reply.substring("FENCED ".length()));
        }
    }

    private static String text(@Nullable Object bytes) {
        return bytes == null ? "" : new String((byte[]) bytes, UTF_8);
    }
}
