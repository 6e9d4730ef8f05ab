package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads every stream from its beginning, once everything must be there.
 *
 * @param kafkaExcuse what was deleted from Kafka on purpose
 * @param mayRepeat whether Kafka may hold events more than once: delivery is at-least-once
 * @param epochs that the live streams may have begun: one, and one more for each time somebody emptied them or another server
 *     took the database's place
 * @param patience for the fence to arrive
 */
public record Judge(
        String bootstrapServers,
        String redisUrl,
        Excuse kafkaExcuse,
        boolean mayRepeat,
        int epochs,
        Duration patience) {

    private static final Excuse NONE = new Excuse();

    /** What consumers of both streams see, up to the fence: nobody writes any more. Then waits for nothing that is lost. */
    public List<Verdict> judge(Truth truth, Fence fence, SubscriberLog subscriber) {
        Checker kafka = new Checker("Kafka", truth, kafkaExcuse, mayRepeat);
        try (KafkaView view = KafkaView.committed(bootstrapServers)) {
            view.readTo(fence, patience, kafka);
        }
        LeakCheck leaks = new LeakCheck(truth);
        try (KafkaView view = KafkaView.uncommitted(bootstrapServers)) {
            view.readTo(fence, patience, leaks);
        }
        Checker redis = new Checker("Redis", truth, NONE, false);
        Set<LivePosition> positions;
        try (RedisView view = new RedisView(redisUrl)) {
            positions = view.readTo(fence, patience, redis);
        }
        long begun = Stream.concat(positions.stream(), subscriber.positions())
                .map(LivePosition::epoch)
                .distinct()
                .count();
        if (begun > epochs) {
            redis.complain(begun + " epochs were begun, for which there were " + epochs + " reasons");
        }
        return List.of(kafka.verdict(), leaks.verdict(), redis.verdict(), subscriber.verdict(truth, positions));
    }
}
