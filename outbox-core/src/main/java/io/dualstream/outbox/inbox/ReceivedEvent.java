package io.dualstream.outbox.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it arrived, with its payload as an object.
 *
 * @param payload null for a tombstone
 */
public record ReceivedEvent<T>(Envelope envelope, @Nullable T payload) {

    /**
     * Reads the payload: {@code byte[]} and {@code String} unchanged, any other type with {@code reader}.
     *
     * @throws UnreadableEventException if the payload is not of that type
     */
    public static <T> ReceivedEvent<T> of(Envelope envelope, Class<T> type, PayloadReader reader) {
        return new ReceivedEvent<>(envelope, type.cast(read(envelope, type, reader)));
    }

    /** Reads the payload as a type with parameters; the payload is of that type. */
    public static ReceivedEvent<?> of(Envelope envelope, Type type, PayloadReader reader) {
        return new ReceivedEvent<>(envelope, read(envelope, type, reader));
    }

    public String id() {
        return envelope.id();
    }

    public String type() {
        return envelope.type();
    }

    public String source() {
        return envelope.source();
    }

    /** Returns the aggregate id, if the event is from a Dualstream outbox. */
    public @Nullable String subject() {
        return envelope.subject();
    }

    public @Nullable Instant time() {
        return envelope.time();
    }

    public Map<String, String> headers() {
        return envelope.headers();
    }

    public boolean isTombstone() {
        return envelope.data() == null;
    }

    private static @Nullable Object read(Envelope envelope, Type type, PayloadReader reader) {
        byte[] data = envelope.data();
        if (data == null || type == byte[].class) {
            return data;
        }
        if (type == String.class) {
            return new String(data, UTF_8);
        }
        try {
            return reader.read(envelope, type);
        } catch (RuntimeException e) {
            throw new UnreadableEventException(
                    "The payload of " + envelope + " cannot be read as " + type.getTypeName(), e);
        }
    }
}
