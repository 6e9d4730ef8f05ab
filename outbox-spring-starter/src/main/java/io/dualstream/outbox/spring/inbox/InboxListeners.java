package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Envelope;
import io.dualstream.outbox.inbox.InboxListener;
import io.dualstream.outbox.inbox.Outcome;
import java.util.List;

/** All of the host's, in their order. */
record InboxListeners(List<InboxListener> each) implements InboxListener {

    @Override
    public void ended(String consumer, Envelope event, Outcome outcome) {
        each.forEach(listener -> listener.ended(consumer, event, outcome));
    }

    @Override
    public void failed(String consumer, Envelope event, Throwable cause) {
        each.forEach(listener -> listener.failed(consumer, event, cause));
    }
}
