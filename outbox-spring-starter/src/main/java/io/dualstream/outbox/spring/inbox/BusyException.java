package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.OutboxException;

/** Another transaction is handling the event and may still roll back, so the event must be delivered again. */
final class BusyException extends OutboxException {

    private static final long serialVersionUID = 1;

    BusyException(String consumer) {
        super("Consumer " + consumer
                + " is handling this event in another transaction; the event will be delivered again");
    }
}
