package io.dualstream.outbox.spring.inbox;

import io.dualstream.outbox.inbox.Envelope;

/** A listener behind the inbox. */
interface EventListener {

    /** Calls the listener with an event of old, in the transaction of the calling thread. */
    void replay(Envelope event);
}
