package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.runtime.internal.Callbacks;
import java.util.List;

/**
 * Receives the outcomes of events that an {@link Inbox} handles. The inbox calls the listener after the transaction has
 * ended, on the thread that passed the event to the inbox, while no lock is held. Methods must return quickly. If a method
 * throws, including an Error, the inbox logs the first exception (later ones at level debug), and the outcome does not
 * change. The inbox does not report events that the caller claims in the caller's own transaction.
 */
public interface InboxListener {

    /**
     * Called once for each event of each call, and once for each replay, after which the event is handled, or dead again.
     */
    default void ended(String consumer, Envelope event, Outcome outcome) {}

    /** Called if an attempt failed and is rolled back; the caller must pass the event to the inbox again. */
    default void failed(String consumer, Envelope event, Throwable cause) {}

    /** Combines several listeners, which are called in their order. If one throws, the others are still called. */
    static InboxListener all(List<? extends InboxListener> listeners) {
        record Member(InboxListener listener, Callbacks callbacks) {}
        List<Member> members = listeners.stream()
                .map(listener -> new Member(listener, new Callbacks(listener)))
                .toList();
        return new InboxListener() {
            @Override
            public void ended(String consumer, Envelope event, Outcome outcome) {
                members.forEach(member ->
                        member.callbacks().call("ended", () -> member.listener().ended(consumer, event, outcome)));
            }

            @Override
            public void failed(String consumer, Envelope event, Throwable cause) {
                members.forEach(member -> member.callbacks()
                        .call("failed", () -> member.listener().failed(consumer, event, cause)));
            }
        };
    }
}
