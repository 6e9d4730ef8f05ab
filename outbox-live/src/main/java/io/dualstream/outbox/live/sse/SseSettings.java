package io.dualstream.outbox.live.sse;

import java.time.Duration;

/**
 * Settings of connections.
 *
 * @param retry time that a browser waits before connecting again
 * @param maxAge age at which a connection is ended, so that the next connection is authorized again; the browser resumes at
 *     once
 * @param maxSelectors maximum number of aggregates and types that one connection may name
 */
public record SseSettings(Duration retry, Duration maxAge, int maxSelectors) {

    /** Returns the defaults: 2 s, 1 h, 100. */
    public static SseSettings defaults() {
        return new SseSettings(Duration.ofSeconds(2), Duration.ofHours(1), 100);
    }
}
