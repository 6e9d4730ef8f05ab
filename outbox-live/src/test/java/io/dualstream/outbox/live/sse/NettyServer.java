package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A Reactor Netty on a free port with {@link LiveSseHandler}. */
final class NettyServer implements SseServer {

    private final LiveHub hub;
    private final DisposableServer server;
    private final AtomicInteger connections = new AtomicInteger();

    /** {@code grace}: how long a client that was ended may take to read what it was sent. */
    NettyServer(LiveSettings settings, SseSettings sse, LiveAuthorization authorization, Duration grace) {
        hub = LiveHub.start(settings);
        RouterFunction<ServerResponse> route = new LiveSseHandler(hub, authorization, sse, grace).at("/live");
        server = HttpServer.create()
                .host("localhost")
                .doOnConnection(connection -> {
                    connections.incrementAndGet();
                    connection.onDispose(connections::decrementAndGet);
                })
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(route)))
                .bindNow();
    }

    @Override
    public LiveHub hub() {
        return hub;
    }

    int connections() {
        return connections.get();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        hub.close();
        server.disposeNow();
    }
}
