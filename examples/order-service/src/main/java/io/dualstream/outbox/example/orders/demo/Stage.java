package io.dualstream.outbox.example.orders.demo;

import io.dualstream.outbox.example.orders.OrderServiceApplication;
import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs the servers, and the order service with its relay on these servers. Must be closed; no process and no file then
 * remains.
 */
final class Stage implements AutoCloseable {

    static final String LOGBACK = "demo-logback.xml";

    private final Servers servers;
    private ConfigurableApplicationContext service;

    private Stage(Servers servers, ConfigurableApplicationContext service) {
        this.servers = servers;
        this.service = service;
    }

    /** Starts all servers and the service. If one does not start, stops those that have started and throws. */
    static Stage start(Story story, int port) {
        Servers servers = Servers.start(story);
        try {
            long began = System.nanoTime();
            System.clearProperty("logback.configurationFile"); // Boot would warn that it has a property of its own
            var stage = new Stage(servers, run(servers, port));
            story.good("order service with relay", "started in " + Story.seconds(System.nanoTime() - began));
            return stage;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private static ConfigurableApplicationContext run(Servers servers, int port) {
        return new SpringApplicationBuilder(OrderServiceApplication.class)
                .profiles(DemoConfiguration.PROFILE)
                .registerShutdownHook(false)
                .run(settings(servers, port));
    }

    /** Stops the order service with its relay, and starts both again at the same address. */
    void restartService() {
        int port = Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
        service.close();
        service = run(servers, port);
    }

    Servers servers() {
        return servers;
    }

    <T> T bean(Class<T> type) {
        return service.getBean(type);
    }

    /**
     * Returns the settings that differ from the order service's own configuration: the addresses of the servers, and the
     * terminal's output.
     */
    private static String[] settings(Servers servers, int port) {
        return new String[] {
            "--spring.datasource.url=" + servers.postgres().jdbcUrl(),
            "--spring.datasource.username=" + servers.postgres().username(),
            "--spring.datasource.password=" + servers.postgres().password(),
            "--outbox.relay.kafka.bootstrap-servers=" + servers.kafka().bootstrapServers(),
            "--outbox.relay.redis.url=" + servers.redis().url(),
            "--server.address=127.0.0.1",
            "--server.port=" + freeOrAny(port),
            "--server.shutdown=immediate", // an open page would hold up a graceful one
            "--spring.web.resources.static-locations=classpath:/demo/",
            "--spring.main.banner-mode=off",
            "--logging.config=classpath:" + LOGBACK
        };
    }

    private static int freeOrAny(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            return 0;
        }
    }

    String url() {
        return "http://localhost:" + service.getEnvironment().getRequiredProperty("local.server.port");
    }

    Acts acts() {
        return bean(Acts.class);
    }

    Ledger ledger() {
        return bean(Ledger.class);
    }

    @Override
    public void close() {
        service.close();
        servers.close();
    }
}
