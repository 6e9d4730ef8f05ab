package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat with {@link LiveSseServlet}. */
public final class TomcatServer implements SseServer {

    private static final Logger QUIET = Logger.getLogger("org.apache");

    private final Tomcat tomcat = new Tomcat();
    private final Path base;
    private final LiveHub hub;

    /** Port 0: a free one. */
    public TomcatServer(int port, LiveSettings settings, SseSettings sse, LiveAuthorization authorization) {
        QUIET.setLevel(Level.SEVERE);
        hub = LiveHub.start(settings);
        try {
            base = Files.createTempDirectory("sse-server");
            tomcat.setBaseDir(base.toString());
            tomcat.setPort(port);
            tomcat.getConnector().setProperty("maxConnections", "20000");
            tomcat.getConnector().setProperty("acceptCount", "1000");
            StandardContext context = (StandardContext) tomcat.addContext("", base.toString());
            context.setClearReferencesRmiTargets(false);
            context.setClearReferencesThreadLocals(false);
            Wrapper servlet = Tomcat.addServlet(context, "live", new LiveSseServlet(hub, authorization, sse));
            servlet.setAsyncSupported(true);
            context.addServletMappingDecoded("/live", "live");
            tomcat.start();
        } catch (LifecycleException | IOException e) {
            hub.close();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public LiveHub hub() {
        return hub;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        hub.close();
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        } finally {
            ExpandWar.delete(base.toFile());
        }
    }
}
