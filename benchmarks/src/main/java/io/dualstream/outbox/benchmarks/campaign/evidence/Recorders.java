package io.dualstream.outbox.benchmarks.campaign.evidence;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** Everybody who reads the streams, from the moment this is made. Close it. */
public final class Recorders implements AutoCloseable {

    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final String bootstrapServers;
    private final KafkaRecorder committed;
    private final KafkaRecorder uncommitted;
    private final StreamRecorder streams;
    private final SubscriberRecorder subscriber;

    public Recorders(String bootstrapServers, String redisUrl) {
        this.bootstrapServers = bootstrapServers;
        committed = KafkaRecorder.committed(bootstrapServers);
        uncommitted = KafkaRecorder.uncommitted(bootstrapServers);
        streams = new StreamRecorder(redisUrl);
        subscriber = new SubscriberRecorder(redisUrl);
    }

    /** Whether {@code read_committed} consumers have seen it by now. */
    public boolean isInKafka(UUID event) {
        return committed.hasSeen(event);
    }

    /** Whether readers of the live streams have seen it by now. */
    public boolean isInRedis(UUID event) {
        return streams.hasSeen(event);
    }

    public StreamRecorder streams() {
        return streams;
    }

    public SubscriberRecorder subscriber() {
        return subscriber;
    }

    /** Before that topic is deleted: everything in it is noted. */
    public void leave(String topic, Duration limit) {
        committed.leave(topic, limit);
        uncommitted.leave(topic, limit);
    }

    /** Once it is deleted. */
    public void beginAgain(String topic) {
        committed.beginAgain(topic);
        uncommitted.beginAgain(topic);
    }

    /** Reads on to where everything ends now. */
    public Evidence collect(Duration limit) {
        boolean everything = uncommitted.reachEnd(limit);
        boolean complete = committed.reachEnd(limit) && everything;
        Set<LivePosition> held = streams.held(); // before the log, which then has each of them
        return new Evidence(
                committed.log(),
                uncommitted.log(),
                committed.lives(),
                TransactionLog.read(bootstrapServers, SETTLING),
                streams.log(),
                held,
                subscriber.log(),
                complete);
    }

    @Override
    public void close() {
        subscriber.close();
        streams.close();
        uncommitted.close();
        committed.close();
    }
}
