package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.EventRecord;
import org.jspecify.annotations.Nullable;

/** An event that is about to become a dead letter: Kafka refused it, or it is parked behind such an event. */
public record NewDeadLetter(
        EventRecord event,
        DeadLetters.State state,
        BlockScope blocks,
        boolean stalled,
        String reason,
        @Nullable String errorClass) {

    public static NewDeadLetter failed(EventRecord event, BlockScope blocks, String reason, String errorClass) {
        return new NewDeadLetter(event, DeadLetters.State.FAILED, blocks, false, reason, errorClass);
    }

    /** The same letter, which the relay will retry by itself. */
    public NewDeadLetter stall() {
        return new NewDeadLetter(event, state, blocks, true, reason, errorClass);
    }

    public static NewDeadLetter parked(EventRecord event) {
        return new NewDeadLetter(
                event,
                DeadLetters.State.PARKED,
                BlockScope.NOTHING,
                false,
                "waits behind a failed event of its lane",
                null);
    }

    public boolean isFailure() {
        return state == DeadLetters.State.FAILED;
    }
}
