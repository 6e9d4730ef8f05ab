package io.dualstream.outbox.benchmarks.live;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveSettings;
import io.dualstream.outbox.live.sse.LiveAuthorization;
import io.dualstream.outbox.live.sse.LiveSseServlet;
import io.dualstream.outbox.live.sse.SseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The measured process: a Tomcat with only the live endpoint. Prints its port, and serves its statistics at {@code /stats}. */
@Command(name = "live-server", hidden = true)
public final class LiveServerCommand implements Callable<Integer> {

    private static final Logger TOMCAT = Logger.getLogger("org.apache");

    @Option(names = "--redis", required = true)
    String redis = "";

    @Override
    public Integer call() throws LifecycleException, IOException {
        TOMCAT.setLevel(Level.WARNING);
        try (LiveHub hub = LiveHub.start(LiveSettings.of(redis))) {
            Tomcat tomcat = tomcat(hub);
            tomcat.start();
            System.out.println("port=" + tomcat.getConnector().getLocalPort());
            tomcat.getServer().await();
        }
        return 0;
    }

    private static Tomcat tomcat(LiveHub hub) throws IOException {
        Path base = Files.createTempDirectory("live-server");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("acceptCount", "1000");
        connector.setProperty(
                "socket.txBufSize", "65536"); // otherwise the kernel buffers up to 4 MB for each client that is stuck
        Context context = tomcat.addContext("", base.toString());
        Wrapper servlet = Tomcat.addServlet(
                context, "live", new LiveSseServlet(hub, LiveAuthorization.everybody(), SseSettings.defaults()));
        servlet.setAsyncSupported(true);
        context.addServletMappingDecoded("/live", "live");
        Tomcat.addServlet(context, "stats", new StatsServlet(hub));
        context.addServletMappingDecoded("/stats", "stats");
        return tomcat;
    }
}
