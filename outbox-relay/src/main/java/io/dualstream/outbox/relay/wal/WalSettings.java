package io.dualstream.outbox.relay.wal;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the WAL is and how to read it.
 *
 * @param url JDBC URL of a direct connection
 * @param heartbeat how often a transactional message is written so that an idle slot moves
 * @param engineProperties win over those of this room
 */
public record WalSettings(
        String url,
        String username,
        @Nullable String password,
        String schema,
        String publication,
        String slot,
        Duration heartbeat,
        Map<String, String> engineProperties) {

    @Override
    public String toString() {
        return url + " slot " + slot;
    }
}
