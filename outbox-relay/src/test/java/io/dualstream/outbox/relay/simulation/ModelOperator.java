package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.simulation.ModelDeadLetters.Row;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Somebody who looks after dead letters: retries, discards and edits them when he likes, as the SQL functions let him. */
final class ModelOperator {

    private final World world;
    private final ModelPostgres postgres;

    ModelOperator(World world, ModelPostgres postgres) {
        this.world = world;
        this.postgres = postgres;
    }

    /** One thing, to one letter or to all. */
    void act() {
        List<Row> open = postgres.letters().rows().stream().filter(Row::isOpen).toList();
        if (open.isEmpty()) {
            return;
        }
        Row chosen = open.get(world.dice.below(open.size()));
        switch (world.dice.below(6)) {
            case 0, 1 -> retryAll();
            case 2 -> change("discards", row -> row.number() == chosen.number(), row -> Rows.asked(row, "discard"));
            case 3 ->
                change(
                        "edits",
                        row -> row.number() == chosen.number() && row.letter().request() == null,
                        row -> Rows.edited(row, Event.small(row.letter().event())));
            default ->
                change(
                        "retries",
                        row -> row.number() == chosen.number() && row.isFailed(),
                        row -> Rows.asked(row, "retry"));
        }
    }

    void retryAll() {
        change("retries", Row::isFailed, row -> Rows.asked(row, "retry"));
    }

    /** Ends a halt, the one way or the other. */
    void release() {
        change(
                "discards",
                row -> row.isFailed() && row.letter().blocks() == BlockScope.EVERYTHING,
                row -> Rows.asked(row, "discard"));
    }

    private void change(String what, Predicate<Row> which, UnaryOperator<Row> change) {
        ModelDeadLetters letters = postgres.letters();
        if (letters.rows().stream().noneMatch(which)) {
            return;
        }
        List<Row> changed = letters.with(row -> {
            if (!which.test(row) || letters.isLocked(row.number())) {
                return row;
            }
            world.say("operator " + what, row.number(), 0);
            return change.apply(row);
        });
        postgres.heartbeat();
        letters.commit(postgres.wal().insertLsn(), changed);
    }
}
