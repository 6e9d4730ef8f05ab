package io.dualstream.outbox.benchmarks.campaign.faults;

import io.dualstream.outbox.benchmarks.campaign.writers.Aggregates;
import io.dualstream.outbox.benchmarks.measure.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.Uuid;

/** Faults of Kafka. */
final class KafkaFaults {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
        String topic = "outbox.event." + type;
        scene.recorders().leave(topic, PATIENCE);
        delete(scene, topic);
        scene.recorders().beginAgain(topic);
        scene.kafkaExcuse().deleted(type, System.nanoTime());
    }

    /** Deletes the topic of the durable cursor. */
    static void stateTopicDeleted(Scene scene) throws Exception {
        scene.pause(Duration.ofSeconds(1));
        delete(scene, "outbox.relay.state");
    }

    /** Returns when it is gone; a relay may have made another of that name by then. */
    private static void delete(Scene scene, String topic) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", scene.servers().kafka().bootstrapServers()))) {
            Optional<Uuid> before = id(admin, topic);
            if (before.isEmpty()) {
                scene.turn().hadNoEffect("there was no " + topic);
                return;
            }
            admin.deleteTopics(List.of(topic)).all().get();
            while (id(admin, topic).equals(before)) {
                Await.pause(Duration.ofMillis(20));
            }
        }
    }

    private static Optional<Uuid> id(Admin admin, String topic) throws Exception {
        return admin.listTopics().listings().get().stream()
                .filter(listing -> listing.name().equals(topic))
                .map(TopicListing::topicId)
                .findFirst();
    }

    /** Longer than a client's patience, at times; the live path goes on. */
    static void away(Scene scene) {
        scene.pause(Duration.ofSeconds(1));
        Duration away = scene.outage(Duration.ofSeconds(10), Duration.ofSeconds(25));
        scene.servers().kafka().stop();
        scene.last(away, "Redis", scene.recorders()::isInRedis, scene.servers().kafka()::restart);
    }
}
