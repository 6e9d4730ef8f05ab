package io.dualstream.outbox.relay.internal.redis;

import java.time.Duration;

/**
 * Which Redis, and what is called what in it. Redis 6.2 or later, alone or with replicas; not a cluster, for one script
 * call writes keys of many slots.
 *
 * @param url {@code redis://} or {@code rediss://}
 * @param commandTimeout after which a Redis that does not answer counts as down
 * @param cursorKey of the hash that holds the live cursor
 */
public record RedisSettings(String url, Duration commandTimeout, String cursorKey, Streams streams) {

    /**
     * Where events go.
     *
     * @param channelPrefix channels are prefix + aggregate type + ':' + aggregate id
     * @param streamPrefix streams are prefix + aggregate type
     * @param maxLength entries kept per stream, about
     */
    public record Streams(String channelPrefix, String streamPrefix, long maxLength) {}
}
