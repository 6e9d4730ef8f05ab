package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Letters that PostgreSQL calls published because Kafka reported their transaction as complete, although Kafka may have left
 * that transaction open in their topics.
 */
public final class HangingLetters {

    /** The clocks of PostgreSQL and of relays and brokers may differ. */
    private static final Duration CLOCK_MARGIN = Duration.ofMinutes(10);

    private final DeadLetterStore store;
    private final List<DeadLetter> likes;
    private final Instant since;

    private HangingLetters(DeadLetterStore store, List<DeadLetter> likes, Instant since) {
        this.store = store;
        this.likes = likes;
        this.since = since;
    }

    static HangingLetters find(DeadLetterStore store, DurableSink sink) throws SQLException {
        Set<String> topics = sink.hangingTopics();
        Instant since = Instant.ofEpochMilli(sink.hangingSince()).minus(CLOCK_MARGIN);
        List<DeadLetter> likes = topics.isEmpty()
                ? List.of()
                : store.publishedSince(since).stream()
                        .filter(letter -> topics.contains(sink.topicOf(letter.event())))
                        .toList();
        return new HangingLetters(store, likes, since);
    }

    public boolean isEmpty() {
        return likes.isEmpty();
    }

    /** Opens the letters again, with the request of a retry. Whoever finds some of them in the topics must close those. */
    void reopen() throws SQLException {
        if (!likes.isEmpty()) {
            store.reopen(likes, since);
        }
    }
}
