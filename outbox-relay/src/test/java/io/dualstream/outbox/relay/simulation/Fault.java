package io.dualstream.outbox.relay.simulation;

/** A promise is broken: ends the history. */
public final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Fault(String message) {
        super(message, null, false, false);
    }
}
