package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One history: two servers with a hub each, clients that come and go between them, a relay and a Redis. */
final class LiveWorld {

    private static final String[] TYPES = {"a", "b", "c"};
    private static final LiveSettings.Limits LIMITS =
            new LiveSettings.Limits(12, 1_000_000, 6, Duration.ofSeconds(10), Duration.ofSeconds(15));

    private final Random random;
    private final ModelStreams redis;
    private final List<Server> servers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<LiveMessage.Event> truth = new ArrayList<>();
    private boolean relayMustBegin = true;
    private boolean quiet;
    private long nanos;

    /** A process: its registry and follower live as long as it does. */
    final class Server {
        final ClientRegistry registry = new ClientRegistry(LIMITS, () -> nanos);
        final StreamFollower follower = new StreamFollower(registry, LIMITS);
        Streams streams = redis.connect(LiveWorld.this::meanwhile);
    }

    LiveWorld(long seed, boolean reloading) {
        random = new Random(seed);
        redis = new ModelStreams(random, 4 + random.nextInt(12));
        servers.add(new Server());
        servers.add(new Server());
        for (int i = 0; i < 6; i++) {
            subscribers.add(new Subscriber(random, truth, reloading, "-Dhistories=1 -Dseed=" + seed));
        }
    }

    void play(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        push();
        quiet = true;
        Server last = servers.get(0);
        subscribers.forEach(subscriber -> subscriber.connectTo(last.registry));
        for (int i = 0; i < 5; i++) {
            last.follower.step(last.streams);
        }
        for (Subscriber subscriber : subscribers) {
            subscriber.take(Integer.MAX_VALUE);
            subscriber.connectTo(last.registry); // whoever was ended as slow resumes
            subscriber.take(Integer.MAX_VALUE);
            subscriber.judgeAtTheEnd();
        }
    }

    private void step() {
        nanos += 1_000_000;
        Server server = servers.get(random.nextInt(servers.size()));
        Subscriber subscriber = subscribers.get(random.nextInt(subscribers.size()));
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4 -> push();
            case 5, 6, 7, 8, 9, 10 -> server.follower.step(server.streams);
            case 11, 12, 13, 14, 15, 16 -> subscriber.take(1 + random.nextInt(4));
            case 17, 18 -> subscriber.connectTo(server.registry);
            case 19 -> subscriber.disconnect();
            case 20 -> servers.set(servers.indexOf(server), new Server());
            case 21 -> server.streams = redis.connect(this::meanwhile);
            case 22 -> {
                nanos += Duration.ofSeconds(16).toNanos();
                server.registry.tick();
            }
            default -> misfortune();
        }
    }

    /** What may happen between two commands of a hub. */
    private void meanwhile() {
        if (quiet) {
            return;
        }
        if (random.nextInt(3) == 0) {
            push();
        }
        if (random.nextInt(60) == 0) {
            misfortune();
        }
    }

    private void misfortune() {
        switch (random.nextInt(12)) {
            case 0 -> {
                redis.empty();
                relayMustBegin = true;
            }
            case 1 -> {
                redis.restore();
                relayMustBegin = true;
            }
            case 2 -> beginEpoch();
            case 3, 4 -> redis.save();
            default -> push();
        }
    }

    private void beginEpoch() {
        redis.beginEpoch();
        relayMustBegin = false;
    }

    private void push() {
        if (relayMustBegin) {
            beginEpoch();
        }
        truth.add(redis.push(TYPES[random.nextInt(TYPES.length)], Integer.toString(random.nextInt(3))));
    }

    long heard() {
        return subscribers.stream().mapToLong(Subscriber::heard).sum();
    }

    long resets() {
        return subscribers.stream().mapToLong(Subscriber::resets).sum();
    }
}
