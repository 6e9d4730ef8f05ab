package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.relay.status.RelayListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs and counts recoveries from the table, and keeps the events that could not be recovered. Attempts that repeat a recovery
 * are reported once.
 */
public final class RecoveryLog implements RecoveryObserver {

    private final RelayListener listener;
    private final LongConsumer published;
    private final Logger log;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();
    private volatile @Nullable String underWay;
    private volatile @Nullable String resumed;
    private volatile List<String> unrecoverable = List.of();
    private Set<String> compacted = Set.of();
    private boolean publishesCompacted;

    /** {@code published} receives the number of events that a recovery, or a first start, has published. */
    public RecoveryLog(RelayListener listener, LongConsumer published) {
        this(listener, published, LoggerFactory.getLogger(RecoveryLog.class));
    }

    RecoveryLog(RelayListener listener, LongConsumer published, Logger log) {
        this.listener = listener;
        this.published = published;
        this.log = log;
    }

    @Override
    public void says(String what) {
        log.info(what);
    }

    @Override
    public void warns(String what) {
        log.warn(what);
    }

    @Override
    public void recovers(String why) {
        if (why.equals(underWay)) {
            return;
        }
        underWay = why;
        begun.incrementAndGet();
        log.warn("Recovering from the table: {}", why);
        listener.recovering(why);
    }

    @Override
    public void resumes(String why) {
        if (!why.equals(resumed)) {
            resumed = why;
            log.info("Recovering from the table: {}", why);
        }
    }

    @Override
    public void givesUp(String why, long heldBytes) {
        boolean again = why.equals(underWay);
        recovers(why);
        if (!again) {
            givenUp.incrementAndGet();
            listener.slotGivenUp(heldBytes);
        }
    }

    @Override
    public void recovered(long events) {
        underWay = null;
        publishesCompacted = false;
        resumed = null;
        published.accept(events);
    }

    @Override
    public void compacts(Set<String> topics, boolean now) {
        if (topics.equals(compacted) && (!now || publishesCompacted)) {
            return;
        }
        compacted = Set.copyOf(topics);
        publishesCompacted = now;
        if (!topics.isEmpty()) {
            log.warn(
                    "{} {}. Kafka may have removed events that the table still holds: a recovery from the table publishes those"
                            + " again, behind later events of their keys, and a key's last event is then an old one. Set"
                            + " cleanup.policy=delete, or min.compaction.lag.ms above the time for which the table keeps events"
                            + " (the relay's retention and a day)",
                    now ? "This recovery publishes into compacted topics" : "Event topics are compacted:",
                    topics);
        }
    }

    @Override
    public void lacks(List<String> ranges) {
        if (ranges.equals(unrecoverable)) {
            return;
        }
        unrecoverable = List.copyOf(ranges);
        ranges.forEach(
                range -> log.error("Unrecoverable, held by neither the slot nor the topics nor the table: {}", range));
        if (!ranges.isEmpty()) {
            listener.unrecoverable(unrecoverable);
        }
    }

    public long begun() {
        return begun.get();
    }

    /** Number of slots that were given up because no stream could read them. */
    public long givenUp() {
        return givenUp.get();
    }

    /** Ranges of events that the last recovery did not find; empty if the recovery found every event. */
    public List<String> unrecoverable() {
        return unrecoverable;
    }
}
