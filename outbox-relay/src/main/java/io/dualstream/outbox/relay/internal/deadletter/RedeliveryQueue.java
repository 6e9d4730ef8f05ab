package io.dualstream.outbox.relay.internal.deadletter;

import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import java.sql.SQLException;
import java.util.List;

/** Requests of operators, served in order by the leading relay. Not thread-safe. */
public interface RedeliveryQueue {

    /** Publishes letters; an exception leaves them unchanged. */
    @FunctionalInterface
    interface Publication {
        void publish(List<DeadLetter> letters) throws InterruptedException;
    }

    /** Whether there are requests. */
    boolean requested() throws SQLException;

    /** The first letter of each topic whose letters wait only for the topic. */
    List<DeadLetter> stalled() throws SQLException;

    /** Requests a retry of all letters that wait for the topic of {@code first}, or withdraws that request. */
    void requestStalled(DeadLetter first, boolean retry) throws SQLException;

    void discardRequested() throws SQLException;

    /**
     * Publishes, in order, the next letters that nothing blocks, at most {@code limit} and none after the one that reaches {@code
     * limitBytes}; returns how many. Letters that are about to be published can neither be edited nor discarded meanwhile.
     *
     * @param publication must also write a {@link LetterMark}, in the same Kafka transaction
     */
    int publishNext(int limit, int limitBytes, Publication publication) throws SQLException, InterruptedException;

    /** Marks these letters as published, because Kafka has them. */
    void published(LetterMark mark) throws SQLException;

    /** Kafka refused the letter, again or for the first time. */
    void refused(long number, NewDeadLetter setback) throws SQLException;

    /** Changes what the letter blocks, because another policy applies now. */
    void block(long number, BlockScope blocks) throws SQLException;
}
