package io.dualstream.outbox.relay.internal.durable.recovery;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import java.util.List;

/** Events are lost from the table and are nowhere else, and the settings do not allow the path to go on without them. */
final class UnrecoverableException extends OutboxException {

    private static final long serialVersionUID = 1L;

    UnrecoverableException(List<String> ranges, String schema) {
        super("Neither the replication slot nor the topics nor the table holds these events: "
                + String.join("; ", ranges) + ". Put the events back into the table, or accept the loss with select "
                + schema
                + ".accept_removals() or " + WrittenSetting.set("unrecoverable", "continue"));
    }
}
