package io.dualstream.outbox.relay.internal.record;

import io.dualstream.outbox.relay.status.EventRecord;
import java.util.Map;

/** An estimate of what an event takes on the wire and on the heap, for portions that must stay below a size. */
public final class EventSize {

    /** The columns of fixed size, and the names of headers. */
    private static final int FIXED_BYTES = 300;

    private EventSize() {}

    /** In bytes, before compression. Characters of headers count once, though some take more bytes. */
    public static int of(EventRecord event) {
        int bytes = FIXED_BYTES + event.dataBytes() + 2 * event.aggregateId().length();
        for (Map.Entry<String, String> header : event.headers().entrySet()) {
            bytes += header.getKey().length() + header.getValue().length();
        }
        return bytes;
    }
}
