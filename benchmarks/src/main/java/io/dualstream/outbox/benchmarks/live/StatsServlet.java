package io.dualstream.outbox.benchmarks.live;

import io.dualstream.outbox.live.LiveHub;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves the server's statistics: current clients, clients that were ended, and the heap in use after a collection. */
final class StatsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient LiveHub hub;

    StatsServlet(LiveHub hub) {
        this.hub = hub;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        System.gc(); // the heap left after the collection is the heap needed
        Runtime jvm = Runtime.getRuntime();
        response.getWriter().print(hub.clients() + " " + hub.evicted() + " " + (jvm.totalMemory() - jvm.freeMemory()));
    }
}
