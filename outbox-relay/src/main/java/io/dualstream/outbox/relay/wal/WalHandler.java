package io.dualstream.outbox.relay.wal;

import java.util.List;

/** Takes what the WAL brings, batch by batch, on the engine's thread. */
@FunctionalInterface
public interface WalHandler {

    /**
     * Returns once every event of the batch is safe; then the slot may move past it. Throws to stop the stream: nothing of
     * the batch is confirmed, and the next stream brings it again.
     */
    void handle(List<WalRecord> batch) throws InterruptedException;
}
