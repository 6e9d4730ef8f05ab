package io.dualstream.outbox.relay.internal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * An event on the wire: CloudEvents 1.0, Kafka protocol binding, binary content mode. The attributes are headers with
 * the prefix {@code ce_}, {@code datacontenttype} is {@code content-type}, the value is the payload's own bytes.
 */
final class EventProducerRecord {

    private static final Header[] NO_HEADERS = {};

    private final Header specVersion = header("ce_specversion", "1.0");
    private final Header source;

    EventProducerRecord(String source) {
        this.source = header("ce_source", source);
    }

    ProducerRecord<byte[], byte[]> of(EventRecord event, String topic) {
        byte[] key = event.keyOnTheWire().getBytes(UTF_8);
        // Room for all of them: a list that grows is copied, for each event.
        List<Header> headers = new ArrayList<>(8 + event.headers().size());
        headers.add(specVersion);
        headers.add(header("ce_id", event.id().toString()));
        headers.add(source);
        headers.add(header("ce_type", event.eventType()));
        headers.add(header("ce_time", event.createdAt()));
        headers.add(header("ce_subject", event.aggregateId()));
        if (event.dataSchema() != null) {
            headers.add(header("ce_dataschema", event.dataSchema()));
        }
        if (event.contentType() != null) {
            headers.add(header("content-type", event.contentType()));
        }
        event.headers().forEach((name, value) -> headers.add(header(name, value)));
        return new ProducerRecord<>(
                topic, null, null, key, event.data(), new RecordHeaders(headers.toArray(NO_HEADERS)));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
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
