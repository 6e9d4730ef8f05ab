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
 * Looks after topics that take no writes while others do: their events wait in the dead letters, and are retried when
 * Kafka says that the topic takes writes again. Outlives attempts. One thread at a time, but for
 * {@link #now}. What listeners are to hear is added to {@code news}.
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

    /** By topic, since when. */
    public Map<String, Instant> now() {
        return stalls.parked();
    }

    /** Takes over what waits in the table; what an earlier attempt retried, and failed at, is not retried at once. */
    void begin(DurableSink sink, RedeliveryQueue queue, List<Runnable> news) throws SQLException {
        for (DeadLetter letter : queue.stalled()) {
            queue.requestStalled(letter, false);
            parked(sink.topicOf(letter.event()), letter.firstAt(), letter.reason(), news);
        }
    }

    /** These wait in the table from now on. */
    void parked(DurableSink sink, List<NewDeadLetter> setbacks, List<Runnable> news) {
        for (NewDeadLetter setback : setbacks) {
            parked(sink.topicOf(setback.event()), now(time), setback.reason(), news);
        }
    }

    private void parked(String topic, Instant since, String why, List<Runnable> news) {
        if (stalls.parked(topic, since)) {
            log.warn("{}. Its events wait as dead letters until the topic takes events again; other topics go on", why);
            news.add(() -> listener.topicStalled(topic, why));
        }
    }

    /**
     * Looks, from time to time, which of the topics take writes again.
     *
     * @throws KafkaUnavailableException one of them has to be looked into first, as at every start
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

    /** Asks for a retry of what waits for these topics; whether there is any. */
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

    /** Nothing is left that could be published: topics for which nothing waits any more have recovered. */
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
