package io.dualstream.outbox.benchmarks.live;

import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes events to Redis as a relay does, at a steady rate, each with the time of its write. */
final class EventPump implements AutoCloseable {

    private static final String POSITION = "position";
    private static final long EPOCH = 1;

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final int aggregates;
    private long n;

    EventPump(String redisUrl, int aggregates) {
        this.aggregates = aggregates;
        client = RedisClient.create(redisUrl);
        connection = client.connect();
        connection.sync().hset("outbox:cursor:outbox", POSITION, EPOCH + "-0");
    }

    /** Writes {@code perSecond} events a second for {@code seconds}, to each aggregate in turn. */
    void run(int perSecond, int seconds) {
        long begun = System.nanoTime();
        for (long i = 0; i < (long) perSecond * seconds; i++) {
            long due = begun + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            push(Long.toString(n % aggregates));
        }
    }

    private void push(String aggregate) {
        String position = EPOCH + "-" + ++n;
        RedisCommands<String, String> redis = connection.sync();
        redis.multi();
        String json = "{\"specversion\":\"1.0\",\"id\":\"" + UUID.randomUUID() + "\",\"source\":\"/shop/outbox\","
                + "\"type\":\"OrderChanged\",\"subject\":\"" + aggregate
                + "\",\"time\":\"2026-03-02T09:15:04.123456Z\","
                + "\"datacontenttype\":\"application/json\",\"aggregatetype\":\"order\",\"position\":\"" + position
                + "\",\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\",\"" + SentAt.NAME
                + "\":\""
                + System.nanoTime() + "\"}";
        redis.xadd("outbox:stream:order", new XAddArgs().id(position).maxlen(10_000), "event", json);
        redis.hset("outbox:cursor:outbox", POSITION, position);
        redis.exec();
    }

    @Override
    public void close() {
        client.close();
    }
}
