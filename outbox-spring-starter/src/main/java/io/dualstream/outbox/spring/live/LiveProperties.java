package io.dualstream.outbox.spring.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Live subscriptions.
 *
 * @param path Where the live stream is served as Server-Sent Events.
 * @param redis Which Redis the relay writes to, and what it calls itself and its streams there.
 * @param history The last events, kept in memory for clients that resume.
 * @param client What a client may take, and hears at least.
 */
@ConfigurationProperties("outbox.live")
record LiveProperties(
        @DefaultValue("/outbox/live") String path,
        @DefaultValue Redis redis,
        @DefaultValue History history,
        @DefaultValue Client client) {

    /**
     * Which Redis the relay writes to, and what it calls itself and its streams there.
     *
     * @param url The relay's Redis. Default: outbox.relay.redis.url, else the application's own Redis.
     * @param relayName The relay's name. Default: outbox.relay.name, else outbox.
     * @param streamPrefix What the relay's streams begin with. Default: outbox.relay.live.stream-prefix, else outbox:stream:.
     * @param commandTimeout After which a Redis that does not answer counts as down; at least 500 ms.
     */
    record Redis(
            @Nullable String url,
            @Nullable String relayName,
            @Nullable String streamPrefix,
            @DefaultValue("2s") Duration commandTimeout) {}

    /**
     * The last events, kept in memory for clients that resume.
     *
     * @param events How many, of all types together.
     * @param size How much of them at most.
     */
    record History(
            @DefaultValue("10000") int events,
            @DefaultValue("64MB") DataSize size) {}

    /**
     * What a client may take, and hears at least.
     *
     * @param bufferEvents Messages a client may leave untaken before it is ended as slow.
     * @param maxStall How long a client may take nothing while something waits for it, before it is ended as slow.
     * @param heartbeatInterval How long a client hears nothing at most.
     * @param retry How long a browser waits before it connects again.
     * @param maxAge After which a connection is ended, so that authorisation is asked again; the browser resumes at once.
     * @param maxSelectors Aggregates and types one connection may name.
     */
    record Client(
            @DefaultValue("256") int bufferEvents,
            @DefaultValue("10s") Duration maxStall,
            @DefaultValue("15s") Duration heartbeatInterval,
            @DefaultValue("2s") Duration retry,
            @DefaultValue("1h") Duration maxAge,
            @DefaultValue("100") int maxSelectors) {}
}
