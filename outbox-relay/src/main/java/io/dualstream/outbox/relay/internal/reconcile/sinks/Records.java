package io.dualstream.outbox.relay.internal.reconcile.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.reconcile.sighting.Digest;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Sighting;
import io.dualstream.outbox.relay.internal.reconcile.sighting.Topics;
import io.dualstream.outbox.relay.status.Reconciler;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Recognizes events among records. Not thread-safe. */
final class Records {

    private final Digest digest = new Digest();
    private final Topics topics;
    private long foreign;

    Records(Topics topics) {
        this.topics = topics;
    }

    /** The event; null if the record is none, or not one of the relay's. */
    @Nullable
    Sighting event(ConsumerRecord<byte[], byte[]> record) {
        try {
            UUID id = UUID.fromString(header(record, "ce_id"));
            long micros = Reconciler.Range.Time.micros(Instant.parse(header(record, "ce_time")));
            return topics.canHold(record.topic(), id)
                    ? new Sighting(
                            id,
                            Sighting.Place.KAFKA,
                            topics.type(record.topic()),
                            micros,
                            digest.of(record.value()),
                            digest.of(record.key()),
                            record.partition(),
                            record.offset())
                    : null;
        } catch (IllegalArgumentException | DateTimeParseException e) {
            foreign += record.topic().startsWith(topics.prefix()) ? 1 : 0;
            return null;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        @Nullable Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    /** Number of records with the topic prefix that are no events, because they have no readable {@code ce_id} and {@code ce_time}. */
    long foreign() {
        return foreign;
    }
}
