package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveSettings;

class LiveSseServletTest extends LiveSseContract {

    @Override
    SseServer start(LiveSettings settings, SseSettings sse, LiveAuthorization authorization) {
        return new TomcatServer(0, settings, sse, authorization);
    }
}
