package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.runtime.internal.Callbacks;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Calls the listeners of a relay in their order. An exception of one listener affects neither the relay nor the other listeners. */
public final class Listeners implements RelayListener {

    private record Member(RelayListener listener, Callbacks callbacks) {}

    private final List<Member> members;

    public Listeners(List<RelayListener> listeners) {
        members = listeners.stream()
                .map(listener -> new Member(listener, new Callbacks(listener)))
                .toList();
    }

    private void each(String callback, Consumer<RelayListener> call) {
        for (Member member : members) {
            member.callbacks().call(callback, () -> call.accept(member.listener()));
        }
    }

    @Override
    public void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
        each("stateChanged", listener -> listener.stateChanged(path, from, to, why));
    }

    @Override
    public void published(int events, int suppressed, Duration took) {
        each("published", listener -> listener.published(events, suppressed, took));
    }

    @Override
    public void deadLettered(int failed, int parked, String why) {
        each("deadLettered", listener -> listener.deadLettered(failed, parked, why));
    }

    @Override
    public void topicStalled(String topic, String why) {
        each("topicStalled", listener -> listener.topicStalled(topic, why));
    }

    @Override
    public void topicRecovered(String topic, Duration took) {
        each("topicRecovered", listener -> listener.topicRecovered(topic, took));
    }

    @Override
    public void pushed(int events, int cursorBytes, Duration took) {
        each("pushed", listener -> listener.pushed(events, cursorBytes, took));
    }

    @Override
    public void retrying(RelayStatus.Path path, int attempt, Duration delay, Throwable cause) {
        each("retrying", listener -> listener.retrying(path, attempt, delay, cause));
    }

    @Override
    public void recovering(String why) {
        each("recovering", listener -> listener.recovering(why));
    }

    @Override
    public void unrecoverable(List<String> ranges) {
        each("unrecoverable", listener -> listener.unrecoverable(ranges));
    }

    @Override
    public void slotGivenUp(long heldBytes) {
        each("slotGivenUp", listener -> listener.slotGivenUp(heldBytes));
    }

    @Override
    public void partitionDropped(String partition) {
        each("partitionDropped", listener -> listener.partitionDropped(partition));
    }

    @Override
    public void epochChanged(long epoch, String why) {
        each("epochChanged", listener -> listener.epochChanged(epoch, why));
    }
}
