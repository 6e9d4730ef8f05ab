package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveHub;

/** A web server with the live endpoint at {@code /live}, and its hub, which it closes. */
public interface SseServer extends AutoCloseable {

    LiveHub hub();

    int port();

    @Override
    void close();
}
