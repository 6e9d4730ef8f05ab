package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.measure.Await;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;

/** Faults of Redis; the durable path goes on. */
final class RedisFaults {

    private RedisFaults() {}

    static void killed(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().redis().kill();
        scene.pause(Duration.ofSeconds(3));
        scene.servers().redis().restart();
    }

    /** Keeps connections open without answers. */
    static void hung(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().redis().pause();
        scene.expectMeanwhile("Kafka", outage(scene), scene.recorders()::isInKafka);
        scene.servers().redis().resume();
    }

    static void away(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().redis().kill();
        scene.expectMeanwhile("Kafka", outage(scene), scene.recorders()::isInKafka);
        scene.servers().redis().restart();
    }

    /** Fills the memory, so that Redis takes no writes. */
    static void full(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        limitMemory(scene, "1");
        Await.pause(scene.between(Duration.ofSeconds(2), Duration.ofSeconds(6)));
        limitMemory(scene, "0");
    }

    /** Empties the streams. They begin again with the rows that the table holds. */
    static void flushed(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.recorders().streams().beforeLoss(scene.servers().redis()::flushAll);
        scene.epochs().add();
    }

    /** Fails over to a replica. Replication is asynchronous: if the replica lacks entries, the streams begin a new epoch. */
    static void failedOver(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.recorders().streams().beforeLoss(scene.servers()::failRedisOver);
        scene.epochs().add();
    }

    private static Duration outage(Scene scene) {
        return scene.outage(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    private static void limitMemory(Scene scene, String bytes) {
        RedisClient client = RedisClient.create(scene.servers().redis().url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().configSet("maxmemory", bytes);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
