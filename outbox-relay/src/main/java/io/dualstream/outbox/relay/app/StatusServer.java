package io.dualstream.outbox.relay.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET requests of people, probes and Prometheus on two threads of its own. Whoever made it closes it.
 */
final class StatusServer implements AutoCloseable {

    /** What a page says. */
    record Page(int status, String contentType, String body) {}

    private static final Logger log = LoggerFactory.getLogger(StatusServer.class);

    private final ExecutorService threads;
    private final HttpServer server;

    /**
     * Takes the port at once.
     *
     * @param port 0 takes a free one
     * @param pages by exact path
     * @throws IllegalArgumentException if the address cannot be listened on
     */
    StatusServer(String address, int port, Map<String, Supplier<Page>> pages) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("outbox.relay.http.port must be -1 to 65535, was " + port);
        }
        try {
            server = HttpServer.create(new InetSocketAddress(address, port), 0);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "outbox.relay.http.port " + port + " on " + address + " cannot be listened on: " + e.getMessage(),
                    e);
        }
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(
                2, task -> new Thread(task, "outbox-relay-http-" + number.incrementAndGet()));
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> answer(exchange, pages.get(exchange.getRequestURI().getPath())));
    }

    /** Answers from now on; until then, who connects waits. */
    void start() {
        server.start();
        log.info("Serving http://{}:{}/status", server.getAddress().getHostString(), port());
    }

    /** The port it listens on. */
    int port() {
        return server.getAddress().getPort();
    }

    /** Idempotent; waits a second at most for answers under way. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, @Nullable Supplier<Page> page) throws IOException {
        try (exchange) {
            send(exchange, read(exchange.getRequestMethod(), page));
        }
    }

    private static Page read(String method, @Nullable Supplier<Page> page) {
        if (page == null) {
            return new Page(404, "text/plain", "not found\n");
        }
        if (!method.equals("GET")) {
            return new Page(405, "text/plain", "only GET\n");
        }
        try {
            return page.get();
        } catch (RuntimeException e) {
            log.warn("A page failed", e);
            return new Page(500, "text/plain", "failed, see the relay's log\n");
        }
    }

    private static void send(HttpExchange exchange, Page page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(page.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
