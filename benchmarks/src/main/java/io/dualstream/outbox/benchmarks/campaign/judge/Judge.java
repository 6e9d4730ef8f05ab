package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads every stream from its beginning, once all events must be there.
 *
 * @param kafkaExcuse events that were deleted from Kafka on purpose
 * @param mayRepeat whether Kafka may hold events more than once, because delivery is at least once
 * @param epochs maximum number of epochs of the live streams: one, and one more each time that somebody emptied the streams or
 *     another server replaced the database
 * @param patience how long to wait for the fence
 */
public record Judge(
        String bootstrapServers,
        String redisUrl,
        Excuse kafkaExcuse,
        boolean mayRepeat,
        int epochs,
        Duration patience) {

    private static final Excuse NONE = new Excuse();

    /**
     * Judges the events that consumers of both streams see, up to the fence. No writer runs any more. After the fence, nothing
     * is waited for.
     */
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
