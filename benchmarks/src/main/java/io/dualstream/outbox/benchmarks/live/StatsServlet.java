package io.dualstream.outbox.benchmarks.live;

import io.dualstream.outbox.live.LiveHub;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says how the server is: clients, ended ones, and the heap that is left after a collection. */
final class StatsServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient LiveHub hub;

    StatsServlet(LiveHub hub) {
        this.hub = hub;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        System.gc(); // what is left is what is needed
        Runtime jvm = Runtime.getRuntime();
        response.getWriter().print(hub.clients() + " " + hub.evicted() + " " + (jvm.totalMemory() - jvm.freeMemory()));
    }
}
