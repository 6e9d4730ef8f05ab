package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.PayloadReader;
import io.dualstream.outbox.inbox.ReceivedEvent;
import io.dualstream.outbox.kafka.KafkaEnvelope;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.KafkaNull;
import org.springframework.kafka.support.converter.MessagingMessageConverter;

/**
 * Lets {@code @KafkaListener} methods take a {@link ReceivedEvent}, an {@link Envelope}, or the payload of a JSON event as a
 * class of their own. Converts all other parameters as before.
 */
final class ReceivedEventConverter extends MessagingMessageConverter {

    private final PayloadReader reader;

    ReceivedEventConverter(PayloadReader reader) {
        this.reader = reader;
    }

    @Override
    protected Object extractAndConvertValue(ConsumerRecord<?, ?> record, @Nullable Type type) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() == ReceivedEvent.class) {
            return ReceivedEvent.of(KafkaEnvelope.of(record), parameterized.getActualTypeArguments()[0], reader);
        }
        if (type == Envelope.class) {
            return KafkaEnvelope.of(record);
        }
        if (type instanceof Class<?> payload && isToBeRead(record, payload)) {
            Object read =
                    ReceivedEvent.of(KafkaEnvelope.of(record), payload, reader).payload();
            return Objects.requireNonNullElse(read, KafkaNull.INSTANCE);
        }
        return super.extractAndConvertValue(record, type);
    }

    /**
     * Whether the payload is to be read as an object: JSON of a CloudEvent for a class that Spring does not convert to by
     * itself, which is neither the value's own class, text nor bytes, and no tombstone.
     */
    private static boolean isToBeRead(ConsumerRecord<?, ?> record, Class<?> payload) {
        boolean raw = record.value() instanceof String || record.value() instanceof byte[];
        if (!raw || payload.isInstance(record.value()) || payload == String.class || payload == byte[].class) {
            return false;
        }
        if (record.headers().lastHeader("ce_id") == null) {
            return false;
        }
        String contentType = KafkaEnvelope.of(record).contentType();
        return contentType == null || contentType.contains("json");
    }
}
