package io.dualstream.outbox.relay.internal.wal;

import java.util.List;

/** Receives the WAL's changes, batch by batch, on the engine's thread. */
@FunctionalInterface
public interface WalHandler {

    /**
     * Returns once every event of the batch is safe. An exception stops the stream: nothing of the batch is confirmed, and the
     * next stream brings the batch again.
     *
     * @return the position up to which Kafka records that all events are safe; the slot moves no further
     */
    long handle(List<WalRecord> batch) throws InterruptedException;
}
