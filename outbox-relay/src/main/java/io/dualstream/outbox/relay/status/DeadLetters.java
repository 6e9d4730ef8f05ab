package io.dualstream.outbox.relay.status;

import io.dualstream.outbox.OutboxException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events that Kafka refused for good, for whoever looks after them. Each call is a short database session of its own; what is
 * asked for is done within seconds by the relay that leads, which need not be this one. Thread-safe.
 */
public interface DeadLetters {

    /** Those numbered higher than {@code after}, {@code limit} at most, in order of their numbers. */
    List<DeadLetter> list(long after, int limit);

    Optional<DeadLetter> find(long number);

    /** Has it published, and then what is parked behind it. {@link DeadLetterException} unless it has failed. */
    void retry(long number);

    /** Has all that failed published, of one aggregate type or, if null, of all; returns how many. */
    long retryAll(@Nullable String aggregateType);

    /** Gives it up: it is never published, and what is parked behind it follows. {@link DeadLetterException} if it is published. */
    void discard(long number);

    /** Changes what it will be published as. {@link DeadLetterException} once a retry or discard was asked for. */
    void edit(long number, Edit edit);

    /**
     * An event that Kafka refused, or that waits behind one.
     *
     * @param number names it; in the order in which the events would have been published
     * @param event as it will be published, edits included
     * @param stalled whether nothing is in its way but its topic, which takes no writes for a while: the relay retries by itself
     * @param reason one sentence
     * @param errorClass of Kafka's error; null for a parked event
     * @param attempts so far; 0 for a parked event
     * @param request what an operator asked for and the relay has not done yet: {@code retry}, {@code discard} or null
     */
    record DeadLetter(
            long number,
            EventRecord event,
            State state,
            BlockScope blocks,
            boolean stalled,
            String reason,
            @Nullable String errorClass,
            int attempts,
            Instant firstAt,
            Instant lastAt,
            @Nullable String request,
            @Nullable Instant resolvedAt) {}

    /** What became of an event that could not simply be published. */
    enum State {
        /** Kafka refused it. */
        FAILED,
        /** It waits behind one that failed. */
        PARKED,
        /** Kafka has it. */
        PUBLISHED,
        /** An operator gave it up. */
        DISCARDED;

        /** As it stands in the table. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** What waits until a failed event is published or discarded. */
    enum BlockScope {
        NOTHING,
        /** Events of its aggregate type and key. */
        KEY,
        /** Events of its aggregate type: their topic takes none, or too many keys wait already. */
        TYPE,
        /** The durable path. */
        EVERYTHING;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static BlockScope of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What a dead letter is to be published as; what is null stays as it is.
     *
     * @param payload JSON
     * @param payloadBinary instead of {@code payload}
     * @param topic whole name of another topic
     * @param key another Kafka key; what waits behind the letter waits on
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way through: never compared
    record Edit(
            @Nullable String payload,
            byte @Nullable [] payloadBinary,
            @Nullable String topic,
            @Nullable String key) {

        public static Edit none() {
            return new Edit(null, null, null, null);
        }

        public Edit withPayload(String json) {
            return new Edit(json, null, topic, key);
        }

        public Edit withPayloadBinary(byte[] bytes) {
            return new Edit(null, bytes, topic, key);
        }

        public Edit withTopic(String name) {
            return new Edit(payload, payloadBinary, name, key);
        }

        public Edit withKey(String other) {
            return new Edit(payload, payloadBinary, topic, other);
        }
    }

    /** What happens when Kafka refuses an event for good. */
    enum Policy {
        /** The event becomes a dead letter, and later events go on: those of its key overtake it. */
        SKIP,
        /** The event becomes a dead letter, and later events of its aggregate type and key wait behind it. */
        PARK_KEY,
        /** The durable path stops until somebody retries or discards the event. */
        HALT
    }

    /** What was asked of dead letters could not be done; the message says why, and nothing was changed. */
    final class DeadLetterException extends OutboxException {

        private static final long serialVersionUID = 1L;

        public DeadLetterException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
