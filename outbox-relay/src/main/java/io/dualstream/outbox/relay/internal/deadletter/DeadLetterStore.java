package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The relay's dead letters: what the durable path puts there, and asks of them when it starts. A letter that is not passed
 * blocks nothing, halts nothing, and is neither published nor discarded. Not thread-safe.
 */
public interface DeadLetterStore extends AutoCloseable {

    /** Which event; a restored database may hand out a seq again. */
    record Handle(long seq, UUID id) {

        public static Handle of(EventRecord event) {
            return new Handle(event.seq(), event.id());
        }
    }

    /** A letter whose event the durable path has not met. */
    record Ahead(long number, DeadLetters.State state, BlockScope blocks) {

        /** What waits behind it once the event is met. */
        public BlockScope effect() {
            return switch (state) {
                case FAILED -> blocks;
                case PARKED -> BlockScope.KEY;
                case PUBLISHED, DISCARDED -> BlockScope.NOTHING;
            };
        }
    }

    /** An event that takes its place in the order of numbers: a new letter, or one that is here already. */
    record Placement(Handle handle, @Nullable NewDeadLetter letter, long number) {

        public static Placement of(NewDeadLetter letter) {
            return new Placement(Handle.of(letter.event()), letter, 0);
        }

        public static Placement of(Handle handle, Ahead ahead) {
            return new Placement(handle, null, ahead.number());
        }
    }

    /** A letter that is neither published nor discarded. */
    record Open(long number, UUID id, String aggregateType, String aggregateId) {}

    /** Dead letters that somebody has to look after, and those that wait for them. */
    record Count(long failed, long parked) {

        public static final Count NONE = new Count(0, 0);

        public Count plus(long moreFailed, long moreParked) {
            return new Count(failed + moreFailed, parked + moreParked);
        }
    }

    /**
     * Puts new letters here, and gives those that were here already a later number where one before them in this order, or
     * one that is passed, has a greater one. An event that is here already, and passed, stays as it is.
     *
     * @param withdrawn numbers of letters that are put here again, in another order
     * @return the numbers of all but those
     */
    Map<Handle, Long> place(List<Placement> inOrder, Collection<Long> withdrawn) throws SQLException;

    /** The durable path is past these, and Kafka says so. */
    void passed(Collection<Long> numbers) throws SQLException;

    /** The same, as Kafka says it. */
    void passed(LetterMark mark) throws SQLException;

    /** The letters whose events are still to be met. */
    Map<Handle, Ahead> ahead() throws SQLException;

    /** What waits. */
    BlockedKeys lanes() throws SQLException;

    Count count() throws SQLException;

    /** The first letter that stops the path. */
    Optional<DeadLetter> halting() throws SQLException;

    /** Every letter that a retry might publish. */
    List<Open> open() throws SQLException;

    /** Deletes what was published or discarded longer ago; returns how many. */
    int forget(Duration age) throws SQLException;

    /** The same letters, as operators and retries change them. */
    RedeliveryQueue queue();

    @Override
    void close() throws SQLException;
}
