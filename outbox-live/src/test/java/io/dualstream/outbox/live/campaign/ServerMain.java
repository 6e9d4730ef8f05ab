package io.dualstream.outbox.live.campaign;

import io.dualstream.outbox.live.LiveSettings;
import io.dualstream.outbox.live.sse.LiveAuthorization;
import io.dualstream.outbox.live.sse.SseServer;
import io.dualstream.outbox.live.sse.SseSettings;
import io.dualstream.outbox.live.sse.TomcatServer;
import java.io.IOException;
import java.time.Duration;

/** A web server with the live endpoint as a process: port, Redis. */
final class ServerMain {

    private ServerMain() {}

    public static void main(String[] arguments) throws IOException {
        LiveSettings settings = LiveSettings.of(arguments[1])
                .with(new LiveSettings.Limits(20_000, 64_000_000, 256, Duration.ofSeconds(10), Duration.ofSeconds(1)));
        try (SseServer server = new TomcatServer(
                Integer.parseInt(arguments[0]), settings, SseSettings.defaults(), LiveAuthorization.everybody())) {
            System.out.println("serving on " + server.port());
            Child.endWithParent();
        }
    }
}
