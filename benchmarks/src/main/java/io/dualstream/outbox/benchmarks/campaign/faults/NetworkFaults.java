package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.faults.Servers.Link;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.testkit.TestProxy;
import java.time.Duration;

/** What happens between a relay and a server; nobody else notices. */
final class NetworkFaults {

    private static final long BYTES_PER_SECOND = 100_000;

    private NetworkFaults() {}

    /** Every connection is reset, new ones are refused. */
    static void cut(Scene scene, Link link) {
        scene.pause(Duration.ofSeconds(1));
        TestProxy proxy = scene.servers().link(link);
        proxy.cut();
        meanwhile(scene, link);
        proxy.restore();
    }

    /** Connections stay open, and nothing arrives any more: both ways, or one. */
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

    /** Everything arrives, late and little by little. */
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
            case KAFKA -> scene.expectMeanwhile("Redis", away, scene.watch()::isInRedis);
            case REDIS -> scene.expectMeanwhile("Kafka", away, scene.watch()::isInKafka);
        }
    }
}
