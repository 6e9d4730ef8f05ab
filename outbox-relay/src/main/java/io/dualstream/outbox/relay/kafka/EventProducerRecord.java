package io.dualstream.outbox.relay.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.record.EventRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
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
        String key = event.key() == null ? event.aggregateId() : event.key();
        var record = new ProducerRecord<>(topic, null, null, key.getBytes(UTF_8), event.data(), new RecordHeaders());
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
}
