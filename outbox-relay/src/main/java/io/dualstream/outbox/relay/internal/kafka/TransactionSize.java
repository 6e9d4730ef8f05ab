package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.relay.internal.record.EventSize;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * How many bytes of events one Kafka transaction should carry. Halves whenever Kafka does not take a transaction in time, so
 * that over a slow link, or below a quota, some later attempt is small enough; doubles again while Kafka is quick. Used by one
 * thread at a time.
 */
public final class TransactionSize {

    private static final int MAX = 8 << 20;
    private static final int MIN = 32 << 10;
    /** Twice the bytes would take twice the time, which has to stay far below every limit of a transaction. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    private int bytes = MAX;

    /** At least one event is published, however large. */
    int bytes() {
        return bytes;
    }

    static long bytesOf(List<EventRecord> events) {
        long bytes = 0;
        for (EventRecord event : events) {
            bytes += EventSize.of(event);
        }
        return bytes;
    }

    /** A transaction of that many bytes was committed within {@code time}. */
    void taken(long transactionBytes, Duration time) {
        if (transactionBytes > bytes / 2 && time.compareTo(QUICK) < 0) {
            bytes = Math.min(MAX, 2 * bytes);
        }
    }

    /** A transaction of that many bytes failed with {@code error}. One of a few bytes did not fail for its size. */
    void failed(long transactionBytes, Throwable error) {
        if (transactionBytes < MIN) {
            return;
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                bytes = (int) Math.max(MIN, Math.min(bytes, transactionBytes) / 2);
                return;
            }
        }
    }
}
