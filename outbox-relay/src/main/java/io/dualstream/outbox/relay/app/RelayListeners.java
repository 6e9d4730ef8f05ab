package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.PathState;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayPath;
import java.time.Duration;
import java.util.List;

/** Several listeners as one, called in their order. */
public record RelayListeners(List<RelayListener> listeners) implements RelayListener {

    public RelayListeners {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void stateChanged(RelayPath path, PathState from, PathState to, String why) {
        listeners.forEach(listener -> listener.stateChanged(path, from, to, why));
    }

    @Override
    public void published(int events, int suppressed, Duration took) {
        listeners.forEach(listener -> listener.published(events, suppressed, took));
    }

    @Override
    public void deadLettered(int failed, int parked, String why) {
        listeners.forEach(listener -> listener.deadLettered(failed, parked, why));
    }

    @Override
    public void topicStalled(String topic, String why) {
        listeners.forEach(listener -> listener.topicStalled(topic, why));
    }

    @Override
    public void topicRecovered(String topic, Duration took) {
        listeners.forEach(listener -> listener.topicRecovered(topic, took));
    }

    @Override
    public void pushed(int events, int cursorBytes, Duration took) {
        listeners.forEach(listener -> listener.pushed(events, cursorBytes, took));
    }

    @Override
    public void retrying(RelayPath path, int attempt, Duration delay, Throwable cause) {
        listeners.forEach(listener -> listener.retrying(path, attempt, delay, cause));
    }

    @Override
    public void recovering(String why) {
        listeners.forEach(listener -> listener.recovering(why));
    }

    @Override
    public void unrecoverable(List<String> ranges) {
        listeners.forEach(listener -> listener.unrecoverable(ranges));
    }

    @Override
    public void slotGivenUp(long heldBytes) {
        listeners.forEach(listener -> listener.slotGivenUp(heldBytes));
    }

    @Override
    public void partitionDropped(String partition) {
        listeners.forEach(listener -> listener.partitionDropped(partition));
    }

    @Override
    public void epochChanged(long epoch, String why) {
        listeners.forEach(listener -> listener.epochChanged(epoch, why));
    }
}
