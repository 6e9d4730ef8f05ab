package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.app.StatusServer.Page;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers whatever is asked under one path, other than plain pages. Called on the server's threads. */
@FunctionalInterface
interface Endpoint {

    /**
     * What was asked.
     *
     * @param steps of the path, behind the endpoint's own
     * @param parameters of the query, the last of each name
     * @param body some megabytes at most
     */
    record Request(
            String method,
            List<String> steps,
            Map<String, String> parameters,
            @Nullable String host,
            @Nullable String authorization,
            String body) {}

    /** A {@link RuntimeException} becomes an answer that says nothing but that it failed. */
    Page answer(Request request);
}
