package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.evidence.LivePosition;
import io.dualstream.outbox.benchmarks.campaign.evidence.StreamRecorder;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.testkit.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/** Faults of Redis; the durable path goes on. */
final class RedisFaults {

    private static final Duration LAG = Duration.ofSeconds(20);

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
        TestRedis redis = scene.servers().redis();
        redis.pause();
        scene.last(outage(scene), "Kafka", scene.recorders()::isInKafka, redis::resume);
    }

    static void away(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        TestRedis redis = scene.servers().redis();
        redis.kill();
        scene.last(outage(scene), "Kafka", scene.recorders()::isInKafka, redis::restart);
    }

    /** Fills the memory, so that Redis takes no writes. */
    static void full(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        String refusedBefore = ask(scene, RedisFaults::refused);
        ask(scene, redis -> redis.configSet("maxmemory", "1"));
        Await.pause(scene.between(Duration.ofSeconds(2), Duration.ofSeconds(6)));
        if (ask(scene, RedisFaults::refused).equals(refusedBefore)) {
            scene.turn().hadNoEffect("nobody wrote meanwhile");
        }
        ask(scene, redis -> redis.configSet("maxmemory", "0"));
    }

    private static String refused(RedisCommands<String, String> redis) {
        return Objects.requireNonNull(redis.info("errorstats"))
                .lines()
                .filter(line -> line.startsWith("errorstat_OOM"))
                .findFirst()
                .orElse("");
    }

    /** Empties the streams. They begin again with the rows that the table holds. */
    static void flushed(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        if (ask(scene, RedisCommands::dbsize) == 0) {
            scene.turn().hadNoEffect("it was empty");
        }
        scene.epochs().add();
        scene.recorders().streams().beforeLoss(scene.servers().redis()::flushAll);
    }

    /** A replica takes its place that lacks what was pushed last: the streams begin a new epoch. */
    static void failedOver(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        StreamRecorder streams = scene.recorders().streams();
        TestRedis replica = scene.servers().redis().replica();
        replica.promote();
        LivePosition there = streams.readOn();
        if (!scene.happens(LAG, () -> streams.newest().compareTo(there) > 0)) {
            scene.turn().hadNoEffect("the replica lacked nothing");
        }
        scene.epochs().add();
        streams.beforeLoss(() -> scene.servers().failRedisOver(replica));
    }

    private static Duration outage(Scene scene) {
        return scene.outage(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    private static <T> T ask(Scene scene, Function<RedisCommands<String, String>, T> question) {
        RedisClient client = RedisClient.create(scene.servers().redis().url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
