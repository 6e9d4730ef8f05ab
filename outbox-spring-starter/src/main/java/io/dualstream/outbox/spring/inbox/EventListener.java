package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Envelope;

/** A listener that the inbox calls. */
interface EventListener {

    /** Calls the listener with a kept event, in the transaction of the calling thread. */
    void replay(Envelope event);
}
