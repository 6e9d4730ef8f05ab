package io.dualstream.outbox.relay.status;

import org.jspecify.annotations.Nullable;

/**
 * What a dead letter is to be published as; what is null stays as it is.
 *
 * @param payload JSON
 * @param payloadBinary instead of {@code payload}
 * @param topic whole name of another topic
 * @param key another Kafka key; what waits behind the letter waits on
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way through: never compared
public record DeadLetterEdit(
        @Nullable String payload,
        byte @Nullable [] payloadBinary,
        @Nullable String topic,
        @Nullable String key) {

    public static DeadLetterEdit none() {
        return new DeadLetterEdit(null, null, null, null);
    }

    public DeadLetterEdit withPayload(String json) {
        return new DeadLetterEdit(json, null, topic, key);
    }

    public DeadLetterEdit withPayloadBinary(byte[] bytes) {
        return new DeadLetterEdit(null, bytes, topic, key);
    }

    public DeadLetterEdit withTopic(String name) {
        return new DeadLetterEdit(payload, payloadBinary, name, key);
    }

    public DeadLetterEdit withKey(String other) {
        return new DeadLetterEdit(payload, payloadBinary, topic, other);
    }
}
