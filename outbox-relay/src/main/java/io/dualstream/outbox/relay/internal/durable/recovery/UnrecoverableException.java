package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.OutboxException;
import java.util.List;

/** The table no longer holds events that are nowhere else, and the path is not to go on without them. */
final class UnrecoverableException extends OutboxException {

    private static final long serialVersionUID = 1L;

    UnrecoverableException(List<String> ranges, String schema) {
        super("The replication slot does not bring them, the topics do not hold them, and the table has lost them: "
                + String.join("; ", ranges) + ". Put them back, or accept that with select " + schema
                + ".accept_removals() or unrecoverable=continue");
    }
}
