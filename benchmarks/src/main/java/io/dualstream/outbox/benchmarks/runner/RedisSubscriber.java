package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.load.Sink;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Subscribes to every event's channel and passes the id of each event to a tap. */
public final class RedisSubscriber implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f-]{36})\"");

    private final RedisClient client;
    private final Tap tap;

    public RedisSubscriber(String url, Tap tap) {
        this.client = RedisClient.create(url);
        this.tap = tap;
    }

    public void start() {
        StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, String message) {
                long now = System.nanoTime();
                Matcher id = ID.matcher(message);
                if (id.find()) {
                    tap.arrived(Sink.REDIS, id.group(1), now);
                }
            }
        });
        connection.sync().psubscribe("events:*");
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
