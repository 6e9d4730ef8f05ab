package io.dualstream.outbox.kafka;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Envelope.Origin;
import io.dualstream.outbox.inbox.UnreadableEventException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Reads Kafka records that contain CloudEvents in binary content mode, such as the records that the relay writes. */
@SuppressWarnings("NullAway") // it does not see that an array of another module may be null
public final class KafkaEnvelope {

    private static final String PREFIX = "ce_";
    private static final String CONTENT_TYPE = "content-type";
    private static final List<String> REQUIRED = List.of("id", "source", "type", "specversion");
    private static final int MAX_ID_LENGTH = 300;

    private KafkaEnvelope() {}

    /**
     * Returns the event in a record whose value was deserialized as {@code byte[]}, {@code String}, {@code ByteBuffer} or
     * {@code Bytes}. Headers that are not text are left out.
     *
     * @throws UnreadableEventException if the record is not a CloudEvent; the message says what the record lacks
     */
    public static Envelope of(ConsumerRecord<?, ?> record) {
        Envelope envelope = unchecked(record);
        Map<String, String> attributes = envelope.attributes();
        for (String required : REQUIRED) {
            String value = attributes.get(required);
            if (value == null || value.isEmpty()) {
                throw unreadable(record, "it has no header " + PREFIX + required + hint(envelope));
            }
        }
        if (!"1.0".equals(attributes.get("specversion"))) {
            throw unreadable(record, "its " + PREFIX + "specversion is not 1.0");
        }
        if (envelope.id().length() > MAX_ID_LENGTH || envelope.source().length() > MAX_ID_LENGTH) {
            throw unreadable(record, "its ce_id or ce_source is longer than " + MAX_ID_LENGTH + " characters");
        }
        return envelope;
    }

    /**
     * Returns the event in a record, as {@link #of} does. A record that is not a CloudEvent is identified by its position in
     * Kafka alone, so that the inbox can keep the record.
     */
    public static Envelope ofAnything(ConsumerRecord<?, ?> record) {
        try {
            return of(record);
        } catch (UnreadableEventException e) {
            byte[] data = RawBytes.orNull(record.value());
            return new Envelope(
                    Map.of(), headers(record), Utf8.decode(RawBytes.orNull(record.key())), data, origin(record));
        }
    }

    private static Envelope unchecked(ConsumerRecord<?, ?> record) {
        Map<String, String> attributes = new HashMap<>();
        headers(record).forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                attributes.put(name.substring(PREFIX.length()), value);
            } else if (name.equals(CONTENT_TYPE)) {
                attributes.put("datacontenttype", value);
            }
        });
        Map<String, String> headers = headers(record);
        headers.keySet().removeIf(name -> name.startsWith(PREFIX) || name.equals(CONTENT_TYPE));
        String key = Utf8.decode(RawBytes.of(record.key(), "key", record));
        return new Envelope(attributes, headers, key, RawBytes.of(record.value(), "value", record), origin(record));
    }

    private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            String value = Utf8.decode(header.value());
            if (value != null && header.key().indexOf('\0') < 0) {
                headers.put(header.key(), value);
            }
        }
        return headers;
    }

    private static Origin origin(ConsumerRecord<?, ?> record) {
        return new Origin(record.topic(), record.partition(), record.offset());
    }

    private static String hint(Envelope envelope) {
        String contentType = envelope.contentType();
        return contentType != null && contentType.startsWith("application/cloudevents")
                ? "; it may be one in structured mode, which is not read here"
                : "";
    }

    private static UnreadableEventException unreadable(ConsumerRecord<?, ?> record, String why) {
        return new UnreadableEventException("The record " + origin(record) + " is no CloudEvent: " + why, null);
    }
}
