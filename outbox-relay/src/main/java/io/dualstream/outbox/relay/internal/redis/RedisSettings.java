package io.dualstream.outbox.relay.internal.redis;

import java.time.Duration;

/**
 * The Redis server, and the names used there. Redis 6.2 or later, alone or with replicas. A cluster does not work, because one
 * script call writes keys of many slots.
 *
 * @param url {@code redis://} or {@code rediss://}
 * @param commandTimeout time without an answer after which Redis counts as down
 * @param cursorKey key of the hash that holds the live cursor
 */
public record RedisSettings(String url, Duration commandTimeout, String cursorKey, Streams streams) {

    /**
     * The names of channels and streams.
     *
     * @param channelPrefix a channel is named prefix + aggregate type + ':' + aggregate id
     * @param streamPrefix a stream is named prefix + aggregate type
     * @param maxLength approximate number of entries kept per stream
     */
    public record Streams(String channelPrefix, String streamPrefix, long maxLength) {}
}
