package io.dualstream.outbox;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.List;

/** Says why the database did not take events, without repeating what they say. */
final class Refusals {

    private static final String CHECK_VIOLATION = "23514";
    private static final String DATA_EXCEPTION_CLASS = "22";

    private Refusals() {}

    static OutboxException refusal(SQLException thrown, List<OutboxEvent> events) {
        SQLException cause = withoutData(thrown);
        String what = events.size() == 1 ? events.get(0).toString() : events.size() + " events";
        String state = String.valueOf(cause.getSQLState());
        if (state.equals(CHECK_VIOLATION) || state.startsWith(DATA_EXCEPTION_CLASS)) {
            return new InvalidEventException(
                    "The outbox refused " + what + ", and the transaction can only roll back: " + cause.getMessage(),
                    cause);
        }
        return new OutboxException("Could not record " + what + " in the outbox: " + cause.getMessage(), cause);
    }

    /** The server repeats the row in the lines after its first, and the driver the values in front of a batch's error. */
    private static SQLException withoutData(SQLException thrown) {
        SQLException next = thrown.getNextException();
        SQLException server = thrown instanceof BatchUpdateException && next != null ? next : thrown;
        String message = String.valueOf(server.getMessage()).lines().findFirst().orElse("");
        var clean = new SQLException(message, server.getSQLState(), server.getErrorCode());
        clean.setStackTrace(server.getStackTrace());
        return clean;
    }
}
