package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.util.concurrent.CompletableFuture;

/** Waits until the durable path has failed for good, which is the one failure that a relay does not recover from. */
final class RelayFailure implements RelayListener {

    private final CompletableFuture<RelayStatus.Path> failed = new CompletableFuture<>();

    @Override
    public void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
        if (path == RelayStatus.Path.DURABLE && to == RelayStatus.State.FAILED) {
            failed.complete(path);
        }
    }

    /** Blocks until the durable path has failed for good. The log says why. */
    void await() {
        failed.join();
    }
}
