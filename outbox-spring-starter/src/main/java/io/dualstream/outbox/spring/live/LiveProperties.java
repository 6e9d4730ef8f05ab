package io.dualstream.outbox.spring.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of live subscriptions.
 *
 * @param path Path of the endpoint that serves live events as Server-Sent Events.
 * @param redis Redis server that the relay writes to, and the names it uses there.
 * @param history Recent events kept in memory, from which clients resume.
 * @param client Limits and intervals of a client's connection.
 */
@ConfigurationProperties("outbox.live")
record LiveProperties(
        @DefaultValue("/outbox/live") String path,
        @DefaultValue Redis redis,
        @DefaultValue History history,
        @DefaultValue Client client) {

    /**
     * Redis server that the relay writes to, and the names it uses there.
     *
     * @param url Redis server that the relay writes to. Default: outbox.relay.redis.url, else the application's own Redis.
     * @param relayName The relay's name. Default: outbox.relay.name, else outbox.
     * @param streamPrefix Prefix of the relay's stream names. Default: outbox.relay.live.stream-prefix, else outbox:stream:.
     * @param commandTimeout Time without an answer after which Redis counts as down; at least 500 ms.
     */
    record Redis(
            @Nullable String url,
            @Nullable String relayName,
            @Nullable String streamPrefix,
            @DefaultValue("2s") Duration commandTimeout) {}

    /**
     * Recent events kept in memory, from which clients resume.
     *
     * @param events Maximum number of events kept, of all types together.
     * @param size Maximum size of the events kept.
     */
    record History(
            @DefaultValue("10000") int events,
            @DefaultValue("64MB") DataSize size) {}

    /**
     * Limits and intervals of a client's connection.
     *
     * @param bufferEvents Number of unread messages above which a client is disconnected as slow.
     * @param maxStall Time without reading, while messages wait, after which a client is disconnected as slow.
     * @param heartbeatInterval Interval at which an idle client is sent a heartbeat.
     * @param retry How long a browser waits before it reconnects.
     * @param maxAge Age at which a connection is closed, so that the client is authorised again; a browser reconnects at once.
     * @param maxSelectors Maximum number of aggregates and types that one connection may name.
     */
    record Client(
            @DefaultValue("256") int bufferEvents,
            @DefaultValue("10s") Duration maxStall,
            @DefaultValue("15s") Duration heartbeatInterval,
            @DefaultValue("2s") Duration retry,
            @DefaultValue("1h") Duration maxAge,
            @DefaultValue("100") int maxSelectors) {}
}
