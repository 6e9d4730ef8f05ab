package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.PathState;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayPath;
import java.util.concurrent.CompletableFuture;

/** Waits for the one end a relay does not come back from: its durable path failed for good. */
final class RelayFailure implements RelayListener {

    private final CompletableFuture<RelayPath> failed = new CompletableFuture<>();

    @Override
    public void stateChanged(RelayPath path, PathState from, PathState to, String why) {
        if (path == RelayPath.DURABLE && to == PathState.FAILED) {
            failed.complete(path);
        }
    }

    /** Blocks until then. Why is in the log. */
    void await() {
        failed.join();
    }
}
