package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Event topics that Kafka compacts while the table still holds their events. A recovery does not find there what was compacted away,
 * and publishes it again, behind later events of its key. The last one of a key is then an old one.
 */
final class Compaction {

    private final DurableSink sink;
    private final RecoveryObserver observer;
    private final Set<String> topics;
    private boolean told;

    /** Tells the observer which topics these are. {@code retention} is that of the table, which drops whole days; zero is for ever. */
    Compaction(DurableSink sink, Duration retention, RecoveryObserver observer) throws InterruptedException {
        this.sink = sink;
        this.observer = observer;
        this.topics = sink.compactedWithin(retention.isZero() ? retention : retention.plusDays(1));
        observer.compacts(topics, false);
    }

    /** A recovery is about to publish these events, which the topics do not hold. */
    void met(List<EventRecord> missing) {
        if (!told && missing.stream().anyMatch(event -> topics.contains(sink.topicOf(event)))) {
            told = true;
            observer.compacts(topics, true);
        }
    }
}
