package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.Path;
import io.dualstream.outbox.relay.PathState;
import io.dualstream.outbox.relay.RelayListener;
import java.util.concurrent.CompletableFuture;

/** Waits for the one end a relay does not come back from: its durable path failed for good. */
final class RelayFailure implements RelayListener {

    private final CompletableFuture<String> why = new CompletableFuture<>();

    @Override
    public void stateChanged(Path path, PathState from, PathState to, String why) {
        if (path == Path.DURABLE && to == PathState.FAILED) {
            this.why.complete(why);
        }
    }

    /** Blocks until the relay failed for good; returns why. */
    String await() {
        return why.join();
    }
}
