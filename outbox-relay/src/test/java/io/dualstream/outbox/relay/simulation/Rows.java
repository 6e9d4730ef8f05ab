package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.deadletter.NewDeadLetter;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Changes to rows of {@link ModelDeadLetters}. */
final class Rows {

    private Rows() {}

    static ModelDeadLetters.Row created(long number, NewDeadLetter letter) {
        DeadLetter created = new DeadLetter(
                number,
                letter.event(),
                letter.state(),
                letter.blocks(),
                letter.stalled(),
                letter.reason(),
                letter.errorClass(),
                letter.isFailure() ? 1 : 0,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
        return new ModelDeadLetters.Row(created, letter.event().keyOnTheWire(), false);
    }

    static ModelDeadLetters.Row numbered(ModelDeadLetters.Row row, long number) {
        DeadLetter old = row.letter();
        return changed(row, number, old.event(), old.state(), old.blocks(), old.stalled(), old.request());
    }

    static ModelDeadLetters.Row passed(ModelDeadLetters.Row row) {
        return new ModelDeadLetters.Row(row.letter(), row.lane(), true);
    }

    static ModelDeadLetters.Row asked(ModelDeadLetters.Row row, @Nullable String request) {
        DeadLetter old = row.letter();
        return changed(row, old.event(), old.state(), old.blocks(), old.stalled(), request);
    }

    static ModelDeadLetters.Row edited(ModelDeadLetters.Row row, EventRecord event) {
        DeadLetter old = row.letter();
        return changed(row, event, old.state(), old.blocks(), old.stalled(), old.request());
    }

    static ModelDeadLetters.Row resolved(ModelDeadLetters.Row row, DeadLetters.State state) {
        DeadLetter old = row.letter();
        return changed(row, old.event(), state, old.blocks(), old.stalled(), null);
    }

    static ModelDeadLetters.Row reopened(ModelDeadLetters.Row row) {
        DeadLetter old = row.letter();
        return changed(row, old.event(), DeadLetters.State.FAILED, old.blocks(), false, "retry");
    }

    static ModelDeadLetters.Row blocking(ModelDeadLetters.Row row, BlockScope blocks) {
        DeadLetter old = row.letter();
        return changed(row, old.event(), old.state(), blocks, old.stalled(), old.request());
    }

    static ModelDeadLetters.Row refused(ModelDeadLetters.Row row, NewDeadLetter again) {
        return changed(row, row.letter().event(), DeadLetters.State.FAILED, again.blocks(), again.stalled(), null);
    }

    private static ModelDeadLetters.Row changed(
            ModelDeadLetters.Row row,
            EventRecord event,
            DeadLetters.State state,
            BlockScope blocks,
            boolean stalled,
            @Nullable String request) {
        return changed(row, row.number(), event, state, blocks, stalled, request);
    }

    private static ModelDeadLetters.Row changed(
            ModelDeadLetters.Row row,
            long number,
            EventRecord event,
            DeadLetters.State state,
            BlockScope blocks,
            boolean stalled,
            @Nullable String request) {
        DeadLetter old = row.letter();
        DeadLetter now = new DeadLetter(
                number,
                event,
                state,
                blocks,
                stalled,
                old.reason(),
                old.errorClass(),
                old.attempts(),
                old.firstAt(),
                old.lastAt(),
                request,
                old.resolvedAt());
        return new ModelDeadLetters.Row(now, row.lane(), row.passed());
    }
}
