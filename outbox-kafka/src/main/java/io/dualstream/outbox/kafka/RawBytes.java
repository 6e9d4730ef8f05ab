package io.dualstream.outbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.inbox.UnreadableEventException;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Restores the bytes of keys and values from the results of Kafka's own deserializers. */
final class RawBytes {

    private RawBytes() {}

    static byte @Nullable [] of(@Nullable Object deserialized, String what, ConsumerRecord<?, ?> record) {
        byte[] bytes = orNull(deserialized);
        if (bytes == null && deserialized != null) {
            throw new UnreadableEventException(
                    "The " + what + " of " + record.topic() + "-" + record.partition() + "@" + record.offset()
                            + " was deserialised to " + deserialized.getClass().getName()
                            + ", so its bytes are gone: give"
                            + " the consumer the ByteArrayDeserializer or the StringDeserializer as " + what
                            + ".deserializer",
                    null);
        }
        return bytes;
    }

    /** The bytes; null also if the deserialised object cannot be turned into bytes. */
    static byte @Nullable [] orNull(@Nullable Object deserialized) {
        if (deserialized instanceof byte[] bytes) {
            return bytes;
        }
        if (deserialized instanceof String text) {
            return text.getBytes(UTF_8);
        }
        if (deserialized instanceof Bytes bytes) {
            return bytes.get();
        }
        if (deserialized instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return null;
    }
}
