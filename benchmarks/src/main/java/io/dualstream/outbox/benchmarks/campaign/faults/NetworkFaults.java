package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.faults.Servers.Link;
import io.dualstream.outbox.testkit.TestProxy;
import java.time.Duration;

/** Faults of the network between a relay and a server, which affect nobody else. */
final class NetworkFaults {

    private static final long BYTES_PER_SECOND = 100_000;

    private static final Duration CONNECTING = Duration.ofSeconds(30);

    private NetworkFaults() {}

    /** Resets every connection and refuses new ones. */
    static void cut(Scene scene, Link link) {
        scene.pause(Duration.ofSeconds(1));
        TestProxy proxy = inUse(scene, link);
        proxy.cut();
        meanwhile(scene, link, proxy);
    }

    /** Keeps connections open and passes nothing on, in one direction or both. */
    static void hung(Scene scene, Link link) {
        scene.pause(Duration.ofSeconds(1));
        TestProxy proxy = inUse(scene, link);
        switch (scene.random().nextInt(3)) {
            case 0 -> proxy.hang(TestProxy.Direction.TO_SERVER);
            case 1 -> proxy.hang(TestProxy.Direction.TO_CLIENT);
            default -> proxy.hang();
        }
        meanwhile(scene, link, proxy);
    }

    /** Delays all data and limits the throughput. */
    static void slow(Scene scene, Link link) {
        scene.pause(Duration.ofSeconds(1));
        TestProxy proxy = inUse(scene, link);
        proxy.slow(scene.between(Duration.ofMillis(20), Duration.ofMillis(300)), BYTES_PER_SECOND);
        meanwhile(scene, link, proxy);
    }

    private static TestProxy inUse(Scene scene, Link link) {
        TestProxy proxy = scene.servers().link(link);
        if (!scene.happens(CONNECTING, () -> proxy.connections() > 0)) {
            scene.turn().hadNoEffect("no relay was connected");
        }
        return proxy;
    }

    private static void meanwhile(Scene scene, Link link, TestProxy proxy) {
        Duration away = scene.between(Duration.ofSeconds(3), Duration.ofSeconds(15));
        switch (link) {
            case POSTGRES -> scene.last(away, proxy::restore);
            case KAFKA -> scene.last(away, "Redis", scene.recorders()::isInRedis, proxy::restore);
            case REDIS -> scene.last(away, "Kafka", scene.recorders()::isInKafka, proxy::restore);
        }
    }
}
