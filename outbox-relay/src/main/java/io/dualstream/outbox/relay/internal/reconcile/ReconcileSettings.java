package io.dualstream.outbox.relay.internal.reconcile;

import io.dualstream.outbox.relay.internal.reconcile.sinks.StreamReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The addresses of PostgreSQL, Kafka and Redis, and the relay's name. {@code kafka} is passed to a consumer unchanged. */
public record ReconcileSettings(
        String relay,
        Table table,
        Map<String, String> kafka,
        String topicPrefix,
        @Nullable Streams streams) {

    /** The outbox table. */
    public record Table(
            String url, String username, @Nullable String password, String schema) {

        /** Leaves out the password. */
        @Override
        public String toString() {
            return url + ", " + username + ", " + schema;
        }
    }

    /** The live streams. {@code cursorKey} is the key of the hash whose field {@code position} contains the current epoch. */
    public record Streams(String redisUrl, String streamPrefix, String cursorKey) {

        StreamReader reader() {
            return new StreamReader(redisUrl, streamPrefix, cursorKey);
        }

        /** Leaves out the URL, which may contain a password. */
        @Override
        public String toString() {
            return streamPrefix + "*";
        }
    }
}
