package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.RedisStreams;
import java.time.Duration;

/** The source of the live streams, and the limits of clients. */
public record LiveSettings(Source source, Limits limits) {

    /** Returns the defaults for the Redis server at {@code redis://host:port}. */
    public static LiveSettings of(String redisUrl) {
        return new LiveSettings(
                new Source(redisUrl, "outbox", "outbox:stream:", Duration.ofSeconds(2)), Limits.defaults());
    }

    /** Returns these settings with other limits. */
    public LiveSettings with(Limits other) {
        return new LiveSettings(source, other);
    }

    /**
     * The Redis server, and the names of the relay and of its streams in Redis.
     *
     * @param relayName the relay's setting {@code name}, which names its live cursor
     * @param streamPrefix the relay's setting {@code live.stream-prefix}
     * @param commandTimeout time without an answer after which Redis counts as down
     */
    public record Source(String redisUrl, String relayName, String streamPrefix, Duration commandTimeout) {

        public Source {
            if (commandTimeout.compareTo(Duration.ofMillis(500)) < 0) {
                throw new IllegalArgumentException("command-timeout must be at least PT0.5S, was " + commandTimeout);
            }
        }

        RedisStreams.Source streams() {
            return new RedisStreams.Source(redisUrl, "outbox:cursor:" + relayName, streamPrefix, commandTimeout);
        }
    }

    /**
     * The limits of clients.
     *
     * @param historyEvents number of the last events, of all types together, that are kept in memory for resuming clients
     * @param historyBytes limit of the size of these events, in characters of JSON
     * @param bufferEvents number of messages that a client may leave untaken before the client is ended as slow
     * @param maxStall how long a client may take nothing while messages wait
     * @param heartbeatInterval interval at which an idle client is sent a heartbeat
     */
    public record Limits(
            int historyEvents, long historyBytes, int bufferEvents, Duration maxStall, Duration heartbeatInterval) {

        public Limits {
            requireAtLeast(1, historyEvents, "history-events");
            requireAtLeast(1, historyBytes, "history-bytes");
            requireAtLeast(1, bufferEvents, "buffer-events");
            requireAtLeast(1, maxStall.toMillis(), "max-stall in ms");
            requireAtLeast(1, heartbeatInterval.toMillis(), "heartbeat-interval in ms");
        }

        /**
         * Returns the defaults: 10,000 events with at most 64 million characters; 256 messages in a client's buffer; a stall
         * of 10 s; a heartbeat after 15 s.
         */
        public static Limits defaults() {
            return new Limits(10_000, 64_000_000, 256, Duration.ofSeconds(10), Duration.ofSeconds(15));
        }

        private static void requireAtLeast(long least, long value, String name) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
            }
        }
    }
}
