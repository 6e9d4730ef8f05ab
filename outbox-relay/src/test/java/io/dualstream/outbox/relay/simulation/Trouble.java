package io.dualstream.outbox.relay.simulation;

/** A server did not do what was asked, or it is not known whether it did. No stack trace: there are millions. */
@SuppressWarnings("StaticAssignmentOfThrowable")
public final class Trouble extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Another relay took over the producer's id. */
    static final Trouble FENCED = new Trouble("fenced");

    static final Trouble NO_STREAM = new Trouble("no stream");

    static final Trouble UNKNOWN = new Trouble("outcome unknown");

    private Trouble(String message) {
        super(message, null, false, false);
    }
}
