package io.dualstream.outbox.relay.internal.kafka.client;

import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Classifies errors of Kafka by whether the event is their cause. Pure. */
public enum SendErrorClassifier {
    /** The event is not the cause: Kafka is down, busy or misconfigured. Retry without limit. */
    TRANSIENT,
    /** The cause is unclear: retry a limited number of times, then test whether the event is the cause. */
    UNCERTAIN,
    /** Kafka will never take this event as it is. */
    RECORD,
    /** Kafka will never take an event for this topic, as things are. */
    TOPIC;

    private static final Set<Class<? extends Exception>> RECORDS = Set.of(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            InvalidRecordException.class,
            InvalidTimestampException.class,
            SerializationException.class,
            UnsupportedForMessageFormatException.class);

    private static final Set<Class<? extends Exception>> TOPICS =
            Set.of(InvalidTopicException.class, TopicAuthorizationException.class, PolicyViolationException.class);

    /** Errors that are final for a Kafka client, but not caused by an event. */
    private static final Set<Class<? extends Exception>> NOT_THE_EVENT = Set.of(
            AuthenticationException.class,
            AuthorizationException.class,
            InvalidPidMappingException.class,
            InvalidTxnStateException.class,
            OutOfOrderSequenceException.class,
            RetriableException.class,
            TransactionAbortableException.class,
            TransactionAbortedException.class,
            UnsupportedVersionException.class);

    /** The class of the first error in the chain of causes that can be classified. */
    public static SendErrorClassifier on(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (isAny(RECORDS, cause)) {
                return RECORD;
            }
            if (isAny(TOPICS, cause)) {
                return TOPIC;
            }
            if (isAny(NOT_THE_EVENT, cause)) {
                return TRANSIENT;
            }
            if (cause instanceof ApiException) {
                return UNCERTAIN;
            }
        }
        return TRANSIENT;
    }

    /** Whether the event or its topic is certainly the cause. */
    public boolean isFinal() {
        return this == RECORD || this == TOPIC;
    }

    private static boolean isAny(Set<Class<? extends Exception>> kinds, Throwable error) {
        return kinds.stream().anyMatch(kind -> kind.isInstance(error));
    }
}
