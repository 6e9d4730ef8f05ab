package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The test's clock: it waits for what the relay says of itself. */
public final class Recording implements RelayListener {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private record Change(RelayStatus.Path path, RelayStatus.State to, String why) {}

    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();

    @Override
    public void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
        changes.add(new Change(path, to, why));
    }

    /** Waits until the path enters the state, from where the last wait ended, and returns why it did. */
    public String await(RelayStatus.Path path, RelayStatus.State state) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Change change = changes.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (change == null) {
                throw new AssertionError(path + " did not become " + state + " within " + LIMIT);
            }
            if (change.path() == path && change.to() == state) {
                return change.why();
            }
        }
    }
}
