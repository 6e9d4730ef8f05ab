package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.load.PacedWriters;
import io.dualstream.outbox.benchmarks.load.Sink;
import io.dualstream.outbox.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of one candidate, and the resources that it has for itself.
 *
 * @param topicPrefix prefix of the candidate's topics, which exist
 * @param redisUrl null for a run without a live path
 * @param events number of events in the backlog; 0 if there is none
 * @param directory for files and logs
 */
public record Seat(
        Candidate candidate,
        TestDatabase database,
        String slot,
        String topicPrefix,
        @Nullable String redisUrl,
        int events,
        Path directory) {

    /** The sinks in which the candidate's events can be seen. */
    public List<Sink> sinks() {
        return redisUrl == null ? List.of(Sink.KAFKA) : List.of(Sink.KAFKA, Sink.REDIS);
    }

    /** Writers of the table that the candidate reads. */
    public PacedWriters writers() {
        return new PacedWriters(database.dataSource(), candidate.table());
    }

    /** The topic in which the relay keeps its durable cursor. */
    public String stateTopic() {
        return topicPrefix + "state";
    }

    public String topic(String aggregateType) {
        return topicPrefix + aggregateType;
    }
}
