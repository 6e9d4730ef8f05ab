package io.dualstream.outbox.relay.campaign;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What both streams show once everything written so far has gone through. */
record Verdicts(Verdict kafka, Verdict redis) {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Stops the writers, waits for the streams and says in the report what they show. */
    static Verdicts of(Servers servers, Writers writers) throws SQLException {
        return of(servers, writers.settle());
    }

    /** Waits for the streams and says in the report what they show; nobody writes any more. */
    static Verdicts of(Servers servers, Truth truth) throws SQLException {
        Fence fence = Fence.commit(servers.database().dataSource());
        return new Verdicts(kafka(servers, truth, fence), redis(servers, truth, fence));
    }

    private static Verdict kafka(Servers servers, Truth truth, Fence fence) {
        String bootstrapServers = servers.kafka().bootstrapServers();
        try (KafkaView committed = KafkaView.committed(bootstrapServers);
                KafkaView uncommitted = KafkaView.uncommitted(bootstrapServers)) {
            Verdict verdict = Checker.check("Kafka", truth, committed.readTo(fence, LIMIT));
            List<Sighting> all = uncommitted.readTo(fence, LIMIT);
            Report.line(verdict + "; " + (all.size() - verdict.seen()) + " more in aborted Kafka transactions");
            return verdict;
        }
    }

    private static Verdict redis(Servers servers, Truth truth, Fence fence) {
        try (RedisView view = new RedisView(servers.redis().url())) {
            Verdict verdict = Checker.check("Redis", truth, view.readTo(fence, LIMIT));
            Report.line(verdict);
            return verdict;
        }
    }

    boolean areClean() {
        return kafka.isClean() && redis.isClean();
    }
}
