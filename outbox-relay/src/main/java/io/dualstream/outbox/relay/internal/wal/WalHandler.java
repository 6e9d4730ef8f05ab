package io.dualstream.outbox.relay.internal.wal;

import java.util.List;

/** Takes what the WAL brings, batch by batch, on the engine's thread. */
@FunctionalInterface
public interface WalHandler {

    /**
     * Returns once every event of the batch is safe. Throws to stop the stream: nothing of the batch is confirmed, and the
     * next stream brings it again.
     *
     * @return the position up to which it is written down that everything is safe: the slot moves so far at most
     */
    long handle(List<WalRecord> batch) throws InterruptedException;
}
