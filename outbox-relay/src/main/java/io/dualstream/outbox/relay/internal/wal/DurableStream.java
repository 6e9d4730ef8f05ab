package io.dualstream.outbox.relay.internal.wal;

import java.time.Duration;

/** What a slot brings, handed to a {@link WalHandler} batch by batch, until it is closed or fails. Runs once. */
public interface DurableStream extends AutoCloseable {

    /** Nothing happens before. */
    void start();

    /** Waits until the stream ended and throws why it did, or returns false after {@code limit}; true means it was closed. */
    boolean awaitEnd(Duration limit) throws InterruptedException, WalStreamException;

    /** Closes its connections: whatever waits for PostgreSQL's answer fails at once. {@link #close} is due all the same. */
    void abort();

    /** A batch under way is finished first. Bounded, idempotent. */
    @Override
    void close();
}
