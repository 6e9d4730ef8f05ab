package io.dualstream.outbox.benchmarks.campaign.faults;

import java.time.Duration;

/** What happens to Kafka. */
final class KafkaFaults {

    private KafkaFaults() {}

    static void restarted(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().kafka().restart();
    }

    /** Longer than a client's patience, at times; the live path goes on. */
    static void away(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        Duration away = scene.between(Duration.ofSeconds(10), Duration.ofSeconds(25));
        scene.servers().kafka().stop();
        scene.expectMeanwhile("Redis", away, scene.watch()::isInRedis);
        scene.servers().kafka().restart();
    }
}
