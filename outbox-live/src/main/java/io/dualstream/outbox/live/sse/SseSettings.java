package io.dualstream.outbox.live.sse;

import java.time.Duration;

/**
 * How connections are treated.
 *
 * @param retry how long a browser waits before it connects again
 * @param maxAge after which a connection is ended, so that authorisation is asked again; the browser resumes at once
 * @param maxSelectors aggregates and types one connection may name
 */
public record SseSettings(Duration retry, Duration maxAge, int maxSelectors) {

    /** 2 s, 1 h, 100. */
    public static SseSettings defaults() {
        return new SseSettings(Duration.ofSeconds(2), Duration.ofHours(1), 100);
    }
}
