package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The relay's dead letters, as the durable path writes and reads them. A letter that is not passed blocks nothing, halts
 * nothing, and is neither published nor discarded. Not thread-safe.
 */
public interface DeadLetterStore extends AutoCloseable {

    /** Identifies an event. The seq alone would not do, because a restored database may assign a seq again. */
    record Handle(long seq, UUID id) {

        public static Handle of(EventRecord event) {
            return new Handle(event.seq(), event.id());
        }
    }

    /** A letter whose event the durable path has not met. */
    record Ahead(long number, DeadLetters.State state, BlockScope blocks) {

        /** The scope that waits behind the letter once the path has reached its event. */
        public BlockScope effect() {
            return switch (state) {
                case FAILED -> blocks;
                case PARKED -> BlockScope.KEY;
                case PUBLISHED, DISCARDED -> BlockScope.NOTHING;
            };
        }
    }

    /** An event at its place in the order of numbers: a new letter, or an existing one. */
    record Placement(Handle handle, @Nullable NewDeadLetter letter, long number) {

        public static Placement of(NewDeadLetter letter) {
            return new Placement(Handle.of(letter.event()), letter, 0);
        }

        public static Placement of(Handle handle, Ahead ahead) {
            return new Placement(handle, null, ahead.number());
        }
    }

    /** A letter that is neither published nor discarded. */
    record Open(
            long number,
            UUID id,
            String aggregateType,
            String aggregateId,
            @Nullable String topic) {}

    /** Number of dead letters that need a human, and number of events that wait behind them. */
    record Count(long failed, long parked) {

        public static final Count NONE = new Count(0, 0);

        public Count plus(long moreFailed, long moreParked) {
            return new Count(failed + moreFailed, parked + moreParked);
        }
    }

    /**
     * Stores new letters. Existing letters get a later number if a letter before them in this order, or a letter that is
     * passed, has a greater number. An existing letter that is passed stays as it is.
     *
     * @param withdrawn numbers of letters that are stored again, in another order
     * @return the numbers of all letters except those that were passed before
     */
    Map<Handle, Long> place(List<Placement> inOrder, Collection<Long> withdrawn) throws SQLException;

    /** The durable path is past these letters, as Kafka confirms. */
    void passed(Collection<Long> numbers) throws SQLException;

    /** The durable path is past the letters of {@code mark}, which was read from Kafka. */
    void passed(LetterMark mark) throws SQLException;

    /** The letters whose events the durable path has not reached yet. */
    Map<Handle, Ahead> ahead() throws SQLException;

    /** The keys and aggregate types that wait. */
    BlockedKeys lanes() throws SQLException;

    Count count() throws SQLException;

    /** The first letter that stops the path. */
    Optional<DeadLetter> halting() throws SQLException;

    /** All letters that a retry might publish. */
    List<Open> open() throws SQLException;

    /** Of each aggregate type and topic, one letter that was published from {@code since} on. */
    List<DeadLetter> publishedSince(Instant since) throws SQLException;

    /** Requests a retry of the letters of these aggregate types and topics that were published from {@code since} on. */
    void reopen(List<DeadLetter> likes, Instant since) throws SQLException;

    /** Deletes letters that were published or discarded longer ago than {@code age}, a portion of them; returns whether there may be more. */
    boolean forget(Duration age) throws SQLException;

    /** The queue through which operators and retries change these letters. */
    RedeliveryQueue queue();

    @Override
    void close() throws SQLException;
}
