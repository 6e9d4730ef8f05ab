package io.dualstream.outbox.relay.internal.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.kafka.topics.EventTopics;
import io.dualstream.outbox.relay.internal.kafka.topics.RefusedTopicException;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes Kafka records of events, and finds those that a topic may refuse before anything is sent. A record is an event in the Kafka protocol
 * binding of CloudEvents 1.0, binary content mode: attributes are headers with the prefix {@code ce_}, {@code datacontenttype} is
 * {@code content-type}, and the value is the payload, byte for byte. Used by one thread at a time.
 */
final class RecordFactory {

    /** The rules of the event table let an event carry at most this many bytes besides its data, uncompressed. */
    private static final int MOST_BESIDES_DATA = 32 << 10;

    private static final Header[] NO_HEADERS = {};

    private final EventTopics topics;
    private final Header specVersion = header("ce_specversion", "1.0");
    private final Header source;

    RecordFactory(EventTopics topics, String source) {
        this.topics = topics;
        this.source = header("ce_source", source);
    }

    /**
     * Makes sure that every event's topic exists, and returns the events that may be too large for their topics. Only the broker can tell
     * whether one is, since compression may make it small enough.
     *
     * @throws RefusedException some events cannot be read, or belong to topics that accept none
     */
    List<EventRecord> suspects(List<EventRecord> events) throws InterruptedException {
        topics.resolveFor(events);
        List<Refusal> refusals = new ArrayList<>();
        List<EventRecord> suspects = new ArrayList<>();
        for (EventRecord event : events) {
            if (event.unreadable() != null) {
                refusals.add(new Refusal(event, false, new UnreadableEventException(event)));
                continue;
            }
            try {
                EventTopics.Topic topic = topics.of(event);
                if (mayBeTooLarge(event, topic)) {
                    suspects.add(event);
                }
            } catch (RefusedTopicException e) {
                refusals.add(new Refusal(event, true, e));
            }
        }
        if (!refusals.isEmpty()) {
            throw new RefusedException(refusals);
        }
        return suspects;
    }

    private boolean mayBeTooLarge(EventRecord event, EventTopics.Topic topic) {
        int dataBytes = event.dataBytes();
        return dataBytes > topic.limitBytes() - MOST_BESIDES_DATA
                && sizeBytes(record(event, topic.name())) > topic.limitBytes();
    }

    ProducerRecord<byte[], byte[]> record(EventRecord event) throws InterruptedException {
        return record(event, topics.of(event).name());
    }

    void forgetTopics() {
        topics.forget();
    }

    private ProducerRecord<byte[], byte[]> record(EventRecord event, String topic) {
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

    /** An estimate of a record's size before compression, never less than what Kafka counts. */
    private static int sizeBytes(ProducerRecord<byte[], byte[]> record) {
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
