package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.NewDeadLetter;
import io.dualstream.outbox.relay.internal.deadletter.RedeliveryQueue;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.topics.Stalls;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles topics that take no writes while others do. Events of such a topic wait as dead letters, and are retried when Kafka
 * reports that the topic takes writes again. Outlives attempts. Used by one thread at a time, except {@link #now}. Calls of
 * listeners are added to {@code news}.
 */
public final class StalledTopics {

    private static final Logger log = LoggerFactory.getLogger(StalledTopics.class);

    private final Stalls stalls;
    private final RetryDelay delay;
    private final RelayListener listener;
    private final TimeSource time;
    private long nextLook;

    public StalledTopics(RelaySettings settings, RelayListener listener, TimeSource time) {
        this.stalls = new Stalls(settings.deadLetters().stalledTopicAfter(), () -> now(time));
        this.time = time;
        this.nextLook = time.nanos();
        this.delay = RoomSettings.retryDelay(settings.backoff());
        this.listener = listener;
    }

    private static Instant now(TimeSource time) {
        return Instant.ofEpochMilli(time.epochMillis());
    }

    public Stalls stalls() {
        return stalls;
    }

    /** The stalled topics, each with the time since when it has been stalled. */
    public Map<String, Instant> now() {
        return stalls.parked();
    }

    /** Takes over the letters that wait in the table. A letter whose retry failed in an earlier attempt is not retried at once. */
    void begin(DurableSink sink, RedeliveryQueue queue, List<Runnable> news) throws SQLException {
        for (DeadLetter letter : queue.stalled()) {
            queue.requestStalled(letter, false);
            parked(sink.topicOf(letter.event()), letter.firstAt(), letter.reason(), news);
        }
    }

    /** From now on these letters wait in the table. */
    void parked(DurableSink sink, List<NewDeadLetter> setbacks, List<Runnable> news) {
        for (NewDeadLetter setback : setbacks) {
            parked(sink.topicOf(setback.event()), now(time), setback.reason(), news);
        }
    }

    private void parked(String topic, Instant since, String why, List<Runnable> news) {
        if (stalls.parked(topic, since)) {
            log.warn("Events of a topic wait as dead letters until it takes events again; other topics go on. {}", why);
            news.add(() -> listener.topicStalled(topic, why));
        }
    }

    /**
     * Checks from time to time which of the stalled topics take writes again.
     *
     * @throws KafkaUnavailableException if one of these topics must first be searched for open transactions, as at every start
     */
    Set<String> back(DurableSink sink) throws InterruptedException {
        Set<String> back = new HashSet<>(stalls.parked().keySet());
        if (back.isEmpty() || time.nanos() - nextLook < 0) {
            return Set.of();
        }
        nextLook = time.nanos() + delay.next().toNanos();
        try {
            back.removeAll(sink.troubles(back).keySet());
        } catch (KafkaUnavailableException e) {
            log.debug("The relay could not determine which stalled topics take writes again", e);
            return Set.of();
        }
        for (String topic : back) {
            if (!sink.sawAll(topic)) {
                throw new KafkaUnavailableException(
                        "Topic '" + topic + "' takes events again; the relay reconnects in order to check the topic",
                        new IllegalStateException("a partition had no leader when the relay connected"));
            }
        }
        return back;
    }

    /** Requests a retry of the letters that wait for these topics; returns whether there are any. */
    boolean resume(DurableSink sink, RedeliveryQueue queue, Set<String> back) throws SQLException {
        boolean any = false;
        for (DeadLetter letter : back.isEmpty() ? List.<DeadLetter>of() : queue.stalled()) {
            if (back.contains(sink.topicOf(letter.event()))) {
                queue.requestStalled(letter, true);
                any = true;
            }
        }
        return any;
    }

    /** Called when no letter is left that could be published. A topic for which no letter waits has recovered. */
    void settle(DurableSink sink, RedeliveryQueue queue, List<Runnable> news) throws SQLException {
        if (stalls.parked().isEmpty()) {
            return;
        }
        Set<String> waiting = queue.stalled().stream()
                .map(letter -> sink.topicOf(letter.event()))
                .collect(Collectors.toSet());
        for (String topic : stalls.parked().keySet()) {
            Instant since = waiting.contains(topic) ? null : stalls.recovered(topic);
            if (since != null) {
                Duration took = Duration.between(since, now(time));
                log.info("Topic '{}' takes events again, after {}; nothing waits for it any more", topic, took);
                news.add(() -> listener.topicRecovered(topic, took));
            }
        }
        if (stalls.parked().isEmpty()) {
            delay.reset();
        }
    }
}
