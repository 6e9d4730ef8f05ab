package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterQueue;
import io.dualstream.outbox.relay.internal.deadletter.NewDeadLetter;
import io.dualstream.outbox.relay.internal.kafka.KafkaSink;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.topics.Stalls;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.status.DeadLetter;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import java.sql.SQLException;
import java.time.Clock;
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
 * Kafka says that the topic takes writes again. Outlives attempts. One thread at a time, but for {@link #now}.
 */
public final class StalledTopics {

    private static final Logger log = LoggerFactory.getLogger(StalledTopics.class);

    private final Stalls stalls;
    private final RetryDelay delay;
    private final RelayListener listener;
    private final Clock clock = Clock.systemUTC();
    private long nextLook = System.nanoTime();

    public StalledTopics(RelaySettings settings, RelayListener listener) {
        this.stalls = new Stalls(settings.deadLetters().stalledTopicAfter(), clock);
        this.delay = RoomSettings.retryDelay(settings.backoff());
        this.listener = listener;
    }

    public Stalls stalls() {
        return stalls;
    }

    /** By topic, since when. */
    public Map<String, Instant> now() {
        return stalls.parked();
    }

    /** Takes over what waits in the table; what an earlier attempt retried, and failed at, is not retried at once. */
    void begin(KafkaSink sink, DeadLetterQueue queue) throws SQLException {
        for (DeadLetter letter : queue.stalled()) {
            queue.requestStalled(letter, false);
            parked(sink.topicOf(letter.event()), letter.firstAt(), letter.reason());
        }
    }

    /** These wait in the table from now on. */
    void parked(KafkaSink sink, List<NewDeadLetter> setbacks) {
        for (NewDeadLetter setback : setbacks) {
            parked(sink.topicOf(setback.event()), clock.instant(), setback.reason());
        }
    }

    private void parked(String topic, Instant since, String why) {
        if (stalls.parked(topic, since)) {
            log.warn("{}. Its events wait in the dead letters until it does; others go on", why);
            listener.topicStalled(topic, why);
        }
    }

    /**
     * Looks, from time to time, which of the topics take writes again.
     *
     * @throws KafkaUnavailableException one of them has to be looked into first, as at every start
     */
    Set<String> back(KafkaSink sink) throws InterruptedException {
        Set<String> back = new HashSet<>(stalls.parked().keySet());
        if (back.isEmpty() || System.nanoTime() - nextLook < 0) {
            return Set.of();
        }
        nextLook = System.nanoTime() + delay.next().toNanos();
        try {
            back.removeAll(sink.troubles(back).keySet());
        } catch (KafkaUnavailableException e) {
            log.debug("Whether topics take writes again could not be found out", e);
            return Set.of();
        }
        for (String topic : back) {
            if (!sink.sawAll(topic)) {
                throw new KafkaUnavailableException(
                        "Topic '" + topic + "' takes events again, and is looked into",
                        new IllegalStateException("a partition had no leader when the relay connected"));
            }
        }
        return back;
    }

    /** Asks for a retry of what waits for these topics; whether there is any. */
    boolean resume(KafkaSink sink, DeadLetterQueue queue, Set<String> back) throws SQLException {
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
    void settle(KafkaSink sink, DeadLetterQueue queue) throws SQLException {
        if (stalls.parked().isEmpty()) {
            return;
        }
        Set<String> waiting = queue.stalled().stream()
                .map(letter -> sink.topicOf(letter.event()))
                .collect(Collectors.toSet());
        for (String topic : stalls.parked().keySet()) {
            Instant since = waiting.contains(topic) ? null : stalls.recovered(topic);
            if (since != null) {
                Duration took = Duration.between(since, clock.instant());
                log.info("Topic '{}' takes events again, after {}; nothing waits for it any more", topic, took);
                listener.topicRecovered(topic, took);
            }
        }
        if (stalls.parked().isEmpty()) {
            delay.reset();
        }
    }
}
