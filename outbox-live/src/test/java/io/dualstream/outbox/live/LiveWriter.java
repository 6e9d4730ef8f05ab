package io.dualstream.outbox.live;

import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

/** Writes to Redis what the relay writes, in one transaction for each event. */
public final class LiveWriter implements AutoCloseable {

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private long epoch;
    private long n;

    public LiveWriter(String redisUrl) {
        client = RedisClient.create(redisUrl);
        connection = client.connect();
    }

    /** Writes the cursor of a new epoch. */
    public LiveMessage.Position begin(long newEpoch) {
        epoch = newEpoch;
        n = 0;
        connection.sync().hset("outbox:cursor:outbox", "position", position().toString());
        return position();
    }

    public LiveMessage.Position position() {
        return new LiveMessage.Position(epoch, n);
    }

    /** Writes one event without a payload; streams keep all of them. */
    public LiveMessage.Position push(String type, String id) {
        return push(type, id, "\"Changed\"", "", 100_000);
    }

    /** Writes one event; {@code eventType} and {@code rest} are JSON as they stand. */
    public LiveMessage.Position push(String type, String id, String eventType, String rest, long maxLength) {
        n++;
        String json =
                "{\"specversion\":\"1.0\",\"id\":\"" + epoch + "/" + n + "\",\"type\":" + eventType + ",\"subject\":\""
                        + id + "\",\"aggregatetype\":\"" + type + "\",\"position\":\"" + position() + "\"" + rest + "}";
        RedisCommands<String, String> redis = connection.sync();
        redis.multi();
        redis.xadd(
                "outbox:stream:" + type,
                new XAddArgs().id(position().toString()).maxlen(maxLength).exactTrimming(),
                "event",
                json);
        redis.hset("outbox:cursor:outbox", "position", position().toString());
        redis.publish("events:" + type + ":" + id, json);
        redis.exec();
        return position();
    }

    /** Two events at one position and none at the next, as two relays leave it that share their streams. */
    public void pushNonsense(String type, String otherType) {
        n++;
        XAddArgs position = new XAddArgs().id(position().toString());
        n++;
        RedisCommands<String, String> redis = connection.sync();
        redis.multi();
        redis.xadd("outbox:stream:" + type, position, "event", "{}");
        redis.xadd("outbox:stream:" + otherType, position, "event", "{}");
        redis.hset("outbox:cursor:outbox", "position", position().toString());
        redis.exec();
    }

    @Override
    public void close() {
        client.close();
    }
}
