package io.dualstream.outbox.relay.internal.wal;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Signals that data arrived on the socket, from the thread that reads the socket to the thread that polls. */
final class Arrivals {

    private final Semaphore permits = new Semaphore(0);

    void signal() {
        if (permits.availablePermits() == 0) {
            permits.release();
        }
    }

    void await(Duration longest) throws InterruptedException {
        if (permits.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            permits.drainPermits();
        }
    }
}
