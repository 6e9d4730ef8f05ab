package io.dualstream.outbox.relay.internal.wal;

import java.time.Duration;

/**
 * A stream of a slot's changes, passed to a {@link WalHandler} batch by batch, until the stream is closed or fails. A stream
 * runs once.
 */
public interface DurableStream extends AutoCloseable {

    /** Starts the stream. Nothing happens before. */
    void start();

    /**
     * Waits until the stream has ended, and throws the reason if it failed. Returns true if the stream was closed, or false
     * after {@code limit}.
     */
    boolean awaitEnd(Duration limit) throws InterruptedException, WalStreamException;

    /**
     * Closes the stream's connections, so that every wait for an answer of PostgreSQL fails at once. {@link #close} must still
     * be called.
     */
    void abort();

    /** Closes the stream, after the batch under way is finished. Bounded, idempotent. */
    @Override
    void close();
}
