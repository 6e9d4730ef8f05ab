package io.dualstream.outbox.relay.internal.wal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The address of the WAL, and settings for reading it.
 *
 * @param url JDBC URL of a direct connection
 * @param relay the relay's name, for the names of its sessions
 * @param heartbeat interval at which a transactional message is written, so that an idle slot moves
 * @param engineProperties override the relay's own properties
 */
public record WalSettings(
        String url,
        String username,
        @Nullable String password,
        String schema,
        String publication,
        String slot,
        String relay,
        Duration heartbeat,
        Map<String, String> engineProperties) {

    private static final int LONGEST_NAME = 63; // PostgreSQL truncates longer names

    /** The name under which PostgreSQL shows a session that reads the WAL or creates the slot. */
    public String session(Purpose purpose) {
        String name = "outbox-relay-" + purpose.name().toLowerCase(Locale.ROOT) + "/" + relay;
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    /** The names of the sessions that use the slot for a relay of this name: this relay, or an earlier leader. */
    public List<String> sessions() {
        return List.of(session(Purpose.WAL), session(Purpose.SLOT));
    }

    public enum Purpose {
        WAL,
        SLOT
    }

    @Override
    public String toString() {
        return url + " slot " + slot;
    }
}
