package io.dualstream.outbox.relay.simulation;

import java.sql.SQLException;

/** A server that is not the one the caller connected to, or says no. */
final class Refused {

    @SuppressWarnings(
            "StaticAssignmentOfThrowable") // thrown millions of times: a stack trace each would be most of the run
    static final SQLException REFUSED = refused();

    private Refused() {}

    private static SQLException refused() {
        SQLException refused = new SQLException("refused");
        refused.setStackTrace(new StackTraceElement[0]);
        return refused;
    }
}
