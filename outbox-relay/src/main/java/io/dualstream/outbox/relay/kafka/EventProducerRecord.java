package io.dualstream.outbox.relay.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.record.EventRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * An event on the wire: CloudEvents 1.0, Kafka protocol binding, binary content mode. The attributes are headers with
 * the prefix {@code ce_}, {@code datacontenttype} is {@code content-type}, the value is the payload's own bytes.
 */
final class EventProducerRecord {

    private static final byte[] SPEC_VERSION = "1.0".getBytes(UTF_8);

    private final byte[] source;

    EventProducerRecord(String source) {
        this.source = source.getBytes(UTF_8);
    }

    ProducerRecord<byte[], byte[]> of(EventRecord event, String topic) {
        byte[] key = event.keyOnTheWire().getBytes(UTF_8);
        var record = new ProducerRecord<>(topic, null, null, key, event.data(), new RecordHeaders());
        Headers headers = record.headers();
        headers.add("ce_specversion", SPEC_VERSION);
        headers.add("ce_id", event.id().toString().getBytes(UTF_8));
        headers.add("ce_source", source);
        headers.add("ce_type", event.eventType().getBytes(UTF_8));
        headers.add("ce_time", event.createdAt().getBytes(UTF_8));
        headers.add("ce_subject", event.aggregateId().getBytes(UTF_8));
        if (event.dataSchema() != null) {
            headers.add("ce_dataschema", event.dataSchema().getBytes(UTF_8));
        }
        if (event.contentType() != null) {
            headers.add("content-type", event.contentType().getBytes(UTF_8));
        }
        event.headers().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
        return record;
    }

    /** At most this many bytes more than the data, uncompressed: what the table's rules let an event carry besides. */
    static final int MOST_BESIDES_DATA = 32 << 10;

    /** How large a record is before compression, about: never less than what Kafka counts. */
    static int sizeBytes(ProducerRecord<byte[], byte[]> record) {
        int size = 100 + record.key().length;
        if (record.value() != null) {
            size += record.value().length;
        }
        for (Header header : record.headers()) {
            size += 10 + header.key().length() + header.value().length;
        }
        return size;
    }
}
