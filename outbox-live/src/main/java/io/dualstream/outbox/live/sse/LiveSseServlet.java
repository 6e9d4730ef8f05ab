package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveRequest;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Serves the live stream as Server-Sent Events: {@code GET ?type=order&aggregate=basket/42}. The stream resumes after the
 * header {@code Last-Event-ID}, or after the parameter {@code lastEventId} if the client cannot set a header. Requires async
 * support; uses no thread per client.
 */
public final class LiveSseServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient LiveHub hub;
    private final transient SseAdmission admission;
    private final transient SseSettings settings;

    public LiveSseServlet(LiveHub hub, LiveAuthorization authorization, SseSettings settings) {
        this.hub = hub;
        this.admission = new SseAdmission(authorization, settings.maxSelectors());
        this.settings = settings;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LiveRequest wanted;
        try {
            wanted = admission.admit(
                    request.getUserPrincipal(), name -> values(request, name), request.getHeader("Last-Event-ID"));
        } catch (SseRefusal refusal) {
            response.setStatus(refusal.status());
            response.setContentType(SseRefusal.CONTENT_TYPE);
            response.getWriter().print(refusal.text());
            return;
        }
        SseFormat.HEADERS.forEach(response::setHeader);
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        new SseConnection(async, response.getOutputStream(), settings).open(hub, wanted);
    }

    private static List<String> values(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? List.of() : List.of(values);
    }
}
