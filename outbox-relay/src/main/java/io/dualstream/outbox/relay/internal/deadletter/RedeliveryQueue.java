package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.sql.SQLException;
import java.util.List;

/** What operators asked for, done in order by the relay that leads. Not thread-safe. */
public interface RedeliveryQueue {

    /** Publishes letters; throws to leave them as they are. */
    @FunctionalInterface
    interface Publication {
        void publish(List<DeadLetter> letters) throws InterruptedException;
    }

    /** Whether there is something to do. */
    boolean requested() throws SQLException;

    /** The first letter of each topic that waits for nothing but the topic. */
    List<DeadLetter> stalled() throws SQLException;

    /** Asks for a retry of all that wait for the topic of {@code first}, or takes that back. */
    void requestStalled(DeadLetter first, boolean retry) throws SQLException;

    void discardRequested() throws SQLException;

    /**
     * Publishes the next letters that nothing stands in the way of, in order, some megabytes at most; returns how many. What is
     * about to be published can neither be edited nor discarded meanwhile.
     *
     * @param publication also writes a {@link LetterMark}, in the same Kafka transaction
     */
    int publishNext(int limit, Publication publication) throws SQLException, InterruptedException;

    /** Kafka has these, whatever the table says. */
    void published(LetterMark mark) throws SQLException;

    /** Kafka refused it, again or for the first time. */
    void refused(long number, NewDeadLetter setback) throws SQLException;

    /** Another policy holds now. */
    void block(long number, BlockScope blocks) throws SQLException;
}
