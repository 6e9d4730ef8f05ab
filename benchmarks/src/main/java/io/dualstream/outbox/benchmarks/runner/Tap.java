package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.load.Flights;
import io.dualstream.outbox.benchmarks.load.Sink;
import java.util.UUID;

/** Passes the events that consumers see to the current round. */
public final class Tap {

    private static final Flights NOBODY_WAITS = new Flights(-1, 0);

    private volatile Flights round = NOBODY_WAITS;

    public void open(Flights flights) {
        round = flights;
    }

    void arrived(Sink sink, String id, long nanos) {
        round.arrived(sink, UUID.fromString(id), nanos);
    }
}
