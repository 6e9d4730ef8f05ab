package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.status.Blocks;
import io.dualstream.outbox.relay.status.DeadLetterState;
import io.dualstream.outbox.relay.status.EventRecord;
import org.jspecify.annotations.Nullable;

/** An event that is about to become a dead letter: refused, or parked behind one that was. */
public record Setback(
        EventRecord event,
        DeadLetterState state,
        Blocks blocks,
        boolean stalled,
        String reason,
        @Nullable String errorClass) {

    public static Setback failed(EventRecord event, Blocks blocks, String reason, String errorClass) {
        return new Setback(event, DeadLetterState.FAILED, blocks, false, reason, errorClass);
    }

    /** One that the relay will retry by itself. */
    public Setback stall() {
        return new Setback(event, state, blocks, true, reason, errorClass);
    }

    public static Setback parked(EventRecord event) {
        return new Setback(
                event,
                DeadLetterState.PARKED,
                Blocks.NOTHING,
                false,
                "waits behind an event of its lane that failed",
                null);
    }

    public boolean isFailure() {
        return state == DeadLetterState.FAILED;
    }
}
