package io.dualstream.outbox.relay.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves HTTP to people, probes and Prometheus on two threads of its own: pages, which only read, and endpoints. Whoever makes
 * the server closes it.
 */
final class StatusServer implements AutoCloseable {

    /** The content of a response. */
    record Page(int status, String contentType, String body) {

        /** Says in JSON what is wrong with a request, and what to do. */
        static Page error(int status, String why) {
            return new Page(
                    status, "application/json", JsonMapper.shared().writeValueAsString(Map.of("error", why)) + "\n");
        }
    }

    private static final Logger log = LoggerFactory.getLogger(StatusServer.class);

    private static final int MAX_BODY_BYTES = 4 << 20;
    private static final int UNAUTHORIZED = 401;

    private final ExecutorService threads;
    private final HttpServer server;

    /**
     * Binds the port at once.
     *
     * @param port 0 takes a free port
     * @param pages the pages by exact path
     * @throws IllegalArgumentException if the server cannot listen on the address
     */
    StatusServer(String address, int port, Map<String, Supplier<Page>> pages) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("outbox.relay.http.port must be -1 to 65535, was " + port);
        }
        try {
            server = HttpServer.create(new InetSocketAddress(address, port), 0);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The relay cannot listen on port " + port + " of " + address + ": " + e.getMessage()
                            + "; choose another with " + WrittenSetting.named("http.port"),
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

    /** Lets {@code endpoint} answer all requests below {@code path}. Must be called before {@link #start}. */
    void serve(String path, Endpoint endpoint) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, ask(exchange, path, endpoint));
            }
        });
    }

    private static Page ask(HttpExchange exchange, String path, Endpoint endpoint) throws IOException {
        String rest = exchange.getRequestURI().getPath().substring(path.length());
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
        if (!rest.isEmpty() && !rest.startsWith("/")) {
            return Page.error(404, "not found");
        }
        var request = new Endpoint.Request(
                exchange.getRequestMethod(),
                Arrays.stream(rest.split("/")).filter(step -> !step.isEmpty()).toList(),
                parameters(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders().getFirst("Host"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                new String(body, StandardCharsets.UTF_8));
        try {
            return endpoint.answer(request);
        } catch (RuntimeException e) {
            log.warn("{} {} failed", request.method(), path, e);
            return Page.error(500, "failed, see the relay's log");
        }
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /** Starts to answer requests. Requests that arrive earlier wait. */
    void start() {
        server.start();
        log.info("Serving http://{}:{}/status", server.getAddress().getHostString(), port());
    }

    /** The port on which the server listens. */
    int port() {
        return server.getAddress().getPort();
    }

    /** Idempotent; waits at most a second for requests under way. */
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
            return Page.error(404, "not found");
        }
        if (!method.equals("GET")) {
            return Page.error(405, "only GET");
        }
        try {
            return page.get();
        } catch (RuntimeException e) {
            log.warn("An HTTP request failed", e);
            return Page.error(500, "failed, see the relay's log");
        }
    }

    private static void send(HttpExchange exchange, Page page) throws IOException {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (page.status() == UNAUTHORIZED) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        exchange.sendResponseHeaders(page.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
