package io.dualstream.outbox;

import java.sql.SQLException;
import java.util.List;

/** Explains why the database refused events, without repeating their content. */
final class Refusals {

    private static final String CHECK_VIOLATION = "23514";
    private static final String DATA_EXCEPTION_CLASS = "22";
    private static final String NO_SUCH_TABLE = "42P01";
    private static final String NO_RIGHT = "42501";

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
        return new OutboxException(
                "Could not record " + what + " in the outbox: " + cause.getMessage() + remedy(state), cause);
    }

    private static String remedy(String state) {
        return switch (state) {
            case NO_SUCH_TABLE -> "; migrate that schema, or name the one the outbox is in";
            case NO_RIGHT -> "; grant the role <schema>_publisher to the user that publishes";
            default -> "";
        };
    }

    /** Keeps the first line of the server's message only, because later lines may repeat the event's content. */
    private static SQLException withoutData(SQLException thrown) {
        String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
        var clean = new SQLException(message, thrown.getSQLState(), thrown.getErrorCode());
        clean.setStackTrace(thrown.getStackTrace());
        return clean;
    }
}
