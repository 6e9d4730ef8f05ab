package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.util.concurrent.CompletableFuture;

/** Waits for the one end a relay does not come back from: its durable path failed for good. */
final class RelayFailure implements RelayListener {

    private final CompletableFuture<RelayStatus.Path> failed = new CompletableFuture<>();

    @Override
    public void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
        if (path == RelayStatus.Path.DURABLE && to == RelayStatus.State.FAILED) {
            failed.complete(path);
        }
    }

    /** Blocks until then. Why is in the log. */
    void await() {
        failed.join();
    }
}
