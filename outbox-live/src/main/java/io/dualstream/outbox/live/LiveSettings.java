package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.RedisStreams;
import java.time.Duration;

/** Where the live streams are, and what clients may take. */
public record LiveSettings(Source source, Limits limits) {

    /** Every default, for the Redis at {@code redis://host:port}. */
    public static LiveSettings of(String redisUrl) {
        return new LiveSettings(
                new Source(redisUrl, "outbox", "outbox:stream:", Duration.ofSeconds(2)), Limits.defaults());
    }

    /** The same with other limits. */
    public LiveSettings with(Limits other) {
        return new LiveSettings(source, other);
    }

    /**
     * Which Redis, and what the relay calls itself and its streams there.
     *
     * @param relayName the relay's {@code name}, which names its live cursor
     * @param streamPrefix the relay's {@code live.stream-prefix}
     * @param commandTimeout after which a Redis that does not answer counts as down
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
     * What clients may take.
     *
     * @param historyEvents the last events of all types together, kept in memory to resume from
     * @param historyBytes the same, bounded by size: characters of JSON
     * @param bufferEvents messages a client may leave untaken before it is ended as slow
     * @param maxStall how long a client may take nothing while something waits for it
     * @param heartbeatInterval how long a client hears nothing at most
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

        /** 10,000 events of 64 million characters at most; 256 in a client's buffer; 10 s of stall; a heartbeat after 15 s. */
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
