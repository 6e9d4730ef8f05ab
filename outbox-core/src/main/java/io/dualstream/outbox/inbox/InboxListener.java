package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.runtime.internal.Callbacks;
import java.util.List;

/**
 * Told what becomes of events that an {@link Inbox} handles, once their transaction has ended, on the thread that gave them, while no lock
 * is held. Be quick. What a method throws, an Error too, is logged the first time (afterwards at level debug) and changes nothing: the
 * outcome stands. What is claimed in a transaction of yours it does not hear of.
 */
public interface InboxListener {

    /** Once for each event of each call, and for each replay: handled again, or dead again. */
    default void ended(String consumer, Envelope event, Outcome outcome) {}

    /** An attempt failed and is rolled back; the event is to be given again. */
    default void failed(String consumer, Envelope event, Throwable cause) {}

    /** Several as one, called in their order; what one of them throws does not keep the others from being told. */
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
