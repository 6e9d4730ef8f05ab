package io.dualstream.outbox.relay.status;

import io.dualstream.outbox.OutboxException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists and changes the events that Kafka rejected for good, for operators. Each call is a short database session of its
 * own. The relay that leads, which may be another process, executes a request within seconds. Thread-safe.
 */
public interface DeadLetters {

    /** Returns dead letters with numbers above {@code after}, at most {@code limit}, in the order of their numbers. */
    List<DeadLetter> list(long after, int limit);

    Optional<DeadLetter> find(long number);

    /**
     * Requests that the relay publishes the letter, and then the events that are parked behind the letter. Throws a
     * {@link DeadLetterException} unless the letter has failed.
     */
    void retry(long number);

    /**
     * Requests that the relay publishes all failed letters of one aggregate type or, if null, of all types. Returns the
     * number of letters.
     */
    long retryAll(@Nullable String aggregateType);

    /**
     * Discards the letter: the event is never published, and the events that are parked behind the letter are published.
     * Throws a {@link DeadLetterException} if the letter is published.
     */
    void discard(long number);

    /**
     * Changes the content with which the event will be published. Throws a {@link DeadLetterException} if a retry or discard
     * was already requested.
     */
    void edit(long number, Edit edit);

    /**
     * An event that Kafka rejected, or that waits behind such an event.
     *
     * @param number identifies the letter; numbers are in the order in which the events would have been published
     * @param event the event as it will be published, edits included
     * @param stalled whether the event waits only because its topic takes no writes for a while: the relay retries without a
     *     request
     * @param reason one sentence
     * @param errorClass the class of Kafka's error; null for a parked event
     * @param attempts number of attempts so far; 0 for a parked event
     * @param request the operator's request that the relay has not executed yet: {@code retry}, {@code discard} or null
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

    /** The state of an event that could not simply be published. */
    enum State {
        /** Kafka rejected the event. */
        FAILED,
        /** The event waits behind a failed event. */
        PARKED,
        /** Kafka has the event. */
        PUBLISHED,
        /** An operator discarded the event. */
        DISCARDED;

        /** Returns the state as stored in the table. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** The events that wait until a failed event is published or discarded. */
    enum BlockScope {
        NOTHING,
        /** Events of the same aggregate type and key wait. */
        KEY,
        /**
         * Events of the same aggregate type wait, because their topic takes no writes, or because too many keys are already
         * blocked.
         */
        TYPE,
        /** The whole durable path waits. */
        EVERYTHING;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static BlockScope of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * Changes to the event of a dead letter. A field that is null leaves the event's value unchanged.
     *
     * @param payload new payload as JSON
     * @param payloadBinary new binary payload, instead of {@code payload}
     * @param topic full name of another topic
     * @param key another Kafka key; the events that wait behind the letter keep waiting
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

    /** The reaction to an event that Kafka rejects for good. */
    enum Policy {
        /**
         * The event becomes a dead letter, and later events are published: later events of the same key overtake the dead
         * letter.
         */
        SKIP,
        /**
         * The event becomes a dead letter, and later events of the same aggregate type and key wait behind the dead letter.
         */
        PARK_KEY,
        /** The durable path stops until an operator retries or discards the event. */
        HALT
    }

    /** Thrown if an operation on dead letters is not possible. The message gives the reason, and nothing was changed. */
    final class DeadLetterException extends OutboxException {

        private static final long serialVersionUID = 1L;

        public DeadLetterException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
