package io.dualstream.outbox.spring.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.Envelope.Origin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of kept events for replays. The records have the form that the consumer's deserializers produce, which is
 * learned from received records.
 */
final class RecordForm {

    private volatile boolean bytesAsKeys;
    private volatile boolean bytesAsValues;

    void learn(ConsumerRecord<?, ?> record) {
        if (record.key() != null) {
            bytesAsKeys = record.key() instanceof byte[];
        }
        if (record.value() != null) {
            bytesAsValues = record.value() instanceof byte[];
        }
    }

    ConsumerRecord<Object, Object> record(Envelope event) {
        String key = event.key();
        byte[] data = event.data();
        Origin origin = event.origin();
        @Nullable Object givenKey = key == null || !bytesAsKeys ? key : key.getBytes(UTF_8);
        @Nullable Object givenValue = data == null || bytesAsValues ? data : new String(data, UTF_8);
        var record = new ConsumerRecord<>(origin.topic(), origin.partition(), origin.offset(), givenKey, givenValue);
        Headers headers = record.headers();
        event.attributes()
                .forEach((name, value) -> headers.add(
                        name.equals("datacontenttype") ? "content-type" : "ce_" + name, value.getBytes(UTF_8)));
        event.headers().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
        return record;
    }
}
