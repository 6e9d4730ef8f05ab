package io.dualstream.outbox.spring;

import io.dualstream.outbox.OutboxException;

/** A relay inside this application is enabled, but missing from the class path. */
final class RelayMissingException extends OutboxException {

    private static final long serialVersionUID = 1;

    RelayMissingException() {
        super("outbox.relay.enabled is true, but io.dualstream:outbox-relay is not on the class path");
    }
}
