package io.dualstream.outbox;

/** The serialized payload of an event: JSON text, which is stored byte for byte, or bytes of any other kind. */
public sealed interface Payload {

    record Json(String text) implements Payload {}

    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Binary(byte[] bytes) implements Payload {}

    static Payload json(String text) {
        return new Json(text);
    }

    static Payload binary(byte[] bytes) {
        return new Binary(bytes);
    }
}
