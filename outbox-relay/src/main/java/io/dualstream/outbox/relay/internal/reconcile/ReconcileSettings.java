package io.dualstream.outbox.relay.internal.reconcile;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the three are. {@code kafka} is handed to a consumer as it is. */
public record ReconcileSettings(
        Table table,
        Map<String, String> kafka,
        String topicPrefix,
        @Nullable Streams streams) {

    /** The outbox table. */
    public record Table(
            String url, String username, @Nullable String password, String schema) {

        /** Without the password. */
        @Override
        public String toString() {
            return url + ", " + username + ", " + schema;
        }
    }

    /** The live streams: {@code cursorKey} names the hash whose field {@code position} says which epoch is the current one. */
    public record Streams(String redisUrl, String streamPrefix, String cursorKey) {

        /** Without the URL: it may hold a password. */
        @Override
        public String toString() {
            return streamPrefix + "*";
        }
    }
}
