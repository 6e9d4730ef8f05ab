package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.writers.Aggregates;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Faults of Kafka. */
final class KafkaFaults {

    private KafkaFaults() {}

    static void restarted(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().kafka().restart();
    }

    /** Kills the broker. Acknowledged records are in its files; transactions in flight are lost. */
    static void killed(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        scene.servers().kafka().kill();
        scene.pause(Duration.ofSeconds(3));
        scene.servers().kafka().restart();
    }

    /** Deletes a topic of events. Its content is lost; events committed afterwards arrive in a new topic of that name. */
    static void eventTopicDeleted(Scene scene) throws Exception {
        scene.pause(Duration.ofSeconds(1));
        List<String> types = Aggregates.types();
        String type = types.get(scene.random().nextInt(types.size()));
        delete(scene, "outbox.event." + type);
        scene.kafkaExcuse().deleted(type, System.nanoTime());
    }

    /** Deletes the topic of the durable cursor. */
    static void stateTopicDeleted(Scene scene) throws Exception {
        scene.pause(Duration.ofSeconds(1));
        delete(scene, "outbox.relay.state");
    }

    /** Deletes a topic; a topic that was deleted before and not created again counts as deleted. */
    private static void delete(Scene scene, String topic) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", scene.servers().kafka().bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    /** Stops Kafka, at times for longer than a client waits; the live path goes on. */
    static void away(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        Duration away = scene.outage(Duration.ofSeconds(10), Duration.ofSeconds(25));
        scene.servers().kafka().stop();
        scene.expectMeanwhile("Redis", away, scene.watch()::isInRedis);
        scene.servers().kafka().restart();
    }
}
