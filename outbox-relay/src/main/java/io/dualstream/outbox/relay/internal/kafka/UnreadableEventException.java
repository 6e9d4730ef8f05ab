package io.dualstream.outbox.relay.internal.kafka;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.status.EventRecord;

/** A row of the event table is no event that could be published, because the row was written past the table's rules. */
public final class UnreadableEventException extends OutboxException {

    private static final long serialVersionUID = 1L;

    UnreadableEventException(EventRecord event) {
        super("The row with seq " + event.seq() + ", id " + event.id() + ", type " + event.aggregateType() + "/"
                + event.eventType() + " cannot be read: " + event.unreadable());
    }
}
