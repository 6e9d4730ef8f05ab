package io.dualstream.outbox.spring;

import io.dualstream.outbox.OutboxException;

/** The outbox schema is not in the required state, and could not be migrated to it. */
final class OutboxSchemaException extends OutboxException {

    private static final long serialVersionUID = 1;

    OutboxSchemaException(String what, String schema, RuntimeException cause) {
        super("The outbox schema '" + schema + "' " + what + ": " + firstLine(cause), cause);
    }

    private static String firstLine(RuntimeException cause) {
        return String.valueOf(cause.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("");
    }
}
