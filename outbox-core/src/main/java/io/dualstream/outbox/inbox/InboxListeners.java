package io.dualstream.outbox.inbox;

import io.dualstream.outbox.runtime.internal.Callbacks;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one, called in their order. What one of them throws costs neither the inbox nor the others anything. */
final class InboxListeners implements InboxListener {

    private record Member(InboxListener listener, Callbacks callbacks) {}

    private final List<Member> members;

    InboxListeners(List<? extends InboxListener> listeners) {
        members = listeners.stream()
                .map(listener -> new Member(listener, new Callbacks(listener)))
                .toList();
    }

    private void each(String callback, Consumer<InboxListener> call) {
        for (Member member : members) {
            member.callbacks().call(callback, () -> call.accept(member.listener()));
        }
    }

    @Override
    public void ended(String consumer, Envelope event, Outcome outcome) {
        each("ended", listener -> listener.ended(consumer, event, outcome));
    }

    @Override
    public void failed(String consumer, Envelope event, Throwable cause) {
        each("failed", listener -> listener.failed(consumer, event, cause));
    }
}
