package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveRequest;
import io.dualstream.outbox.live.LiveSelector;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET ?type=order&aggregate=basket/42}: the live stream as Server-Sent Events, resumed after {@code Last-Event-ID}
 * or, where no header can be set, after the parameter {@code lastEventId}. Needs async support; no thread per client.
 */
public final class LiveSseServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient LiveHub hub;
    private final transient LiveAuthorization authorization;
    private final transient SseSettings settings;

    public LiveSseServlet(LiveHub hub, LiveAuthorization authorization, SseSettings settings) {
        this.hub = hub;
        this.authorization = authorization;
        this.settings = settings;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<LiveSelector> selectors;
        try {
            selectors = selectors(request);
        } catch (IllegalArgumentException e) {
            refuse(response, HttpServletResponse.SC_BAD_REQUEST, String.valueOf(e.getMessage()));
            return;
        }
        for (LiveSelector selector : selectors) {
            if (!authorization.allows(request.getUserPrincipal(), selector)) {
                refuse(response, HttpServletResponse.SC_FORBIDDEN, "not allowed to hear of that");
                return;
            }
        }
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no"); // or nginx would hold events back
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        new SseConnection(async, response.getOutputStream(), settings)
                .open(hub, new LiveRequest(selectors, lastEventId(request)));
    }

    private List<LiveSelector> selectors(HttpServletRequest request) {
        List<LiveSelector> selectors = new ArrayList<>();
        for (String type : values(request, "type")) {
            selectors.add(LiveSelector.type(type));
        }
        for (String aggregate : values(request, "aggregate")) {
            selectors.add(LiveSelector.parse(aggregate));
        }
        if (selectors.isEmpty()) {
            throw new IllegalArgumentException("say what to hear of: type=order, or aggregate=order/42");
        }
        if (selectors.size() > settings.maxSelectors()) {
            throw new IllegalArgumentException("at most " + settings.maxSelectors() + " types and aggregates");
        }
        return selectors;
    }

    private static String[] values(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? new String[0] : values;
    }

    /** The header wins: a browser that reconnects sends it along with the address it began with. */
    private static @Nullable String lastEventId(HttpServletRequest request) {
        String header = request.getHeader("Last-Event-ID");
        return header == null || header.isEmpty() ? request.getParameter("lastEventId") : header;
    }

    private static void refuse(HttpServletResponse response, int status, String why) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().println(why);
    }
}
