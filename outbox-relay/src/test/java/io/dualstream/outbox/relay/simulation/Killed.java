package io.dualstream.outbox.relay.simulation;

/** The process ends here. No stack trace: there are millions. */
@SuppressWarnings("StaticAssignmentOfThrowable")
public final class Killed extends RuntimeException {

    private static final long serialVersionUID = 1;
    static final Killed NOW = new Killed();

    private Killed() {
        super("killed", null, false, false);
    }
}
