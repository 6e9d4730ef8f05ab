package io.dualstream.outbox.inbox;

import io.dualstream.outbox.OutboxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What consumers failed at, for whoever looks after it. A replay is made within seconds by the consumer that failed, wherever it
 * runs. Thread-safe.
 */
public interface InboxFailures {

    /** Those numbered higher than {@code after}, {@code limit} at most, of one consumer or, if null, of all. */
    List<Failure> list(@Nullable String consumer, long after, int limit);

    /** How many there are of each consumer that has any. */
    List<OpenFailures> open();

    Optional<Failure> find(long number);

    /** Asks for another attempt at a dead event; {@link OutboxException} when there is none of that number. */
    void replay(long number);

    /** Asks for another attempt at all dead events of one consumer or, if null, of all; returns how many. */
    long replayAll(@Nullable String consumer);

    /** Gives an event up for good; {@link OutboxException} when it is handled already. */
    void discard(long number);
}
