package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.app.StatusServer.Page;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers all requests for one path, other than plain pages. Called on the server's threads. */
@FunctionalInterface
interface Endpoint {

    /**
     * One HTTP request.
     *
     * @param steps segments of the path after the endpoint's own
     * @param parameters parameters of the query, the last of each name
     * @param body at most some megabytes
     */
    record Request(
            String method,
            List<String> steps,
            Map<String, String> parameters,
            @Nullable String host,
            @Nullable String authorization,
            String body) {}

    /** Answers a request. A {@link RuntimeException} becomes a page that reports only that the request failed. */
    Page answer(Request request);
}
