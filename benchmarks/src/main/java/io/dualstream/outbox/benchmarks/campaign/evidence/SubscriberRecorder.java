package io.dualstream.outbox.benchmarks.campaign.evidence;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A subscriber of all live channels, which notes what it received and when its subscription was interrupted. Thread-safe; close it. */
public final class SubscriberRecorder implements AutoCloseable {

    private static final Duration RECONNECT = Duration.ofMillis(200);
    private static final String CHANNELS = "events:*";

    private final Queue<Received> log = new ConcurrentLinkedQueue<>();
    private final Set<UUID> seen = ConcurrentHashMap.newKeySet();
    private final CloudEventText events = new CloudEventText();
    private final ClientResources resources;
    private final RedisClient client;
    private final StatefulRedisPubSubConnection<String, String> connection;
    private volatile boolean subscribed;

    /**
     * One message, or an interruption of the subscription.
     *
     * @param event null: whatever was published about then may have been missed
     */
    public record Received(@Nullable Sighting event) {

        public static final Received INTERRUPTION = new Received(null);
    }

    public SubscriberRecorder(String url) {
        resources = ClientResources.builder()
                .reconnectDelay(Delay.constant(RECONNECT))
                .build();
        client = RedisClient.create(resources, url);
        client.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                subscribed = false;
                log.add(Received.INTERRUPTION);
            }
        });
        connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void psubscribed(String pattern, long count) {
                log.add(Received.INTERRUPTION);
                subscribed = true;
            }

            @Override
            public void message(String pattern, String channel, String message) {
                Sighting sighting = events.read(channel, message);
                log.add(new Received(sighting));
                seen.add(sighting.id());
            }
        });
        connection.sync().psubscribe(CHANNELS);
    }

    /** Whether it receives what is published now. */
    public boolean isSubscribed() {
        return subscribed;
    }

    /** Whether it received that event by now. */
    public boolean hasSeen(UUID id) {
        return seen.contains(id);
    }

    /** Everything so far, in order. */
    public List<Received> log() {
        return List.copyOf(log);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
