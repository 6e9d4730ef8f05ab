package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.faults.Servers.Link;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.testkit.TestProxy;
import java.time.Duration;

/** Faults of the network between a relay and a server, which affect nobody else. */
final class NetworkFaults {

    private static final long BYTES_PER_SECOND = 100_000;

    private NetworkFaults() {}

    /** Resets every connection and refuses new ones. */
    static void cut(Scene scene, Link link) {
        scene.pause(Duration.ofSeconds(1));
        TestProxy proxy = scene.servers().link(link);
        proxy.cut();
        meanwhile(scene, link);
        proxy.restore();
    }

    /** Keeps connections open and passes nothing on, in one direction or both. */
    static void hung(Scene scene, Link link) {
        scene.pause(Duration.ofSeconds(1));
        TestProxy proxy = scene.servers().link(link);
        switch (scene.random().nextInt(3)) {
            case 0 -> proxy.hang(TestProxy.Direction.TO_SERVER);
            case 1 -> proxy.hang(TestProxy.Direction.TO_CLIENT);
            default -> proxy.hang();
        }
        meanwhile(scene, link);
        proxy.restore();
    }

    /** Delays all data and limits the throughput. */
    static void slow(Scene scene, Link link) {
        scene.pause(Duration.ofSeconds(1));
        TestProxy proxy = scene.servers().link(link);
        proxy.slow(scene.between(Duration.ofMillis(20), Duration.ofMillis(300)), BYTES_PER_SECOND);
        meanwhile(scene, link);
        proxy.restore();
    }

    private static void meanwhile(Scene scene, Link link) {
        Duration away = scene.between(Duration.ofSeconds(3), Duration.ofSeconds(15));
        switch (link) {
            case POSTGRES -> Await.pause(away);
            case KAFKA -> scene.expectMeanwhile("Redis", away, scene.recorders()::isInRedis);
            case REDIS -> scene.expectMeanwhile("Kafka", away, scene.recorders()::isInKafka);
        }
    }
}
