package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.internal.wal.publication.PublicationException;
import java.sql.SQLException;

/**
 * Whether the publication is still the one that the slot has had since it was made. If not, events may have passed unseen, and what
 * came after them must not be published before them. Used by any thread.
 */
final class PublicationWatch {

    private final DurableServers servers;
    private final String followed;

    /** {@code followed} is the identity of that publication. */
    PublicationWatch(DurableServers servers, String followed) {
        this.servers = servers;
        this.followed = followed;
    }

    /**
     * Returns if whatever has gone by until now was published by that publication.
     *
     * @throws PublicationException it may not have been
     */
    void verify() throws SQLException {
        servers.publication().verifySame(followed);
    }
}
