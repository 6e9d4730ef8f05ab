package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.Relay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The main class of {@code java -jar outbox-relay.jar}: runs one relay until SIGTERM, or until the relay fails for good.
 *
 * <p>Exit codes: 0 drained after SIGTERM or SIGINT, 1 an unexpected error, 2 a setting or a server is not as it must be, 3 the
 * relay failed for good.
 */
public final class RelayApplication {

    private static final int UNFORESEEN = 1;
    private static final int NOT_STARTED = 2;
    private static final int FAILED = 3;

    private static final Map<String, Object> DEFAULTS = Map.of(
            "logging.level.root", "warn",
            "logging.level.io.dualstream", "info",
            // The durable path reports in one line why the engine stopped; nobody could act on Debezium's other
            // warnings.
            "logging.level.io.debezium", "off",
            // The clients warn of events that they handle by themselves: new topics, a broker that starts, moves or is
            // down.
            "logging.level.org.apache.kafka.clients", "error",
            "logging.level.org.springframework", "off", // complain() reports each failure once
            "logging.pattern.console", "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %-22logger{0} %msg%n%wEx");

    private RelayApplication() {}

    public static void main(String[] args) {
        List<String> arguments = List.of(args);
        if (arguments.contains("--version")) {
            System.out.println(Usage.version());
        } else if (arguments.contains("--help")) {
            System.out.println(Usage.help());
        } else if (!arguments.isEmpty() && arguments.get(0).equals(ReconcileCommand.NAME)) {
            SpringApplication application = application(ReconcileCommand.Nothing.class);
            System.exit(ReconcileCommand.run(arguments.subList(1, arguments.size()), application));
        } else if (Arguments.fault(arguments).isPresent()) {
            complain(Arguments.fault(arguments).get());
            System.exit(NOT_STARTED);
        } else {
            run(args);
        }
    }

    private static void run(String[] args) {
        AtomicInteger exitCode = new AtomicInteger();
        // A JVM that SIGTERM ends exits with 143. This handler is added first, so it runs last, when the relay is
        // drained and closed.
        SpringApplication.getShutdownHandlers().add(() -> Runtime.getRuntime().halt(exitCode.get()));
        exitCode.set(runUntilFailure(args));
        System.exit(exitCode.get());
    }

    private static int runUntilFailure(String[] args) {
        LoggingSystem.get(RelayApplication.class.getClassLoader()).setLogLevel("org.springframework", LogLevel.OFF);
        try {
            ConfigurableApplicationContext context =
                    application(RelayWiring.class).run(args);
            context.getBean(Relay.class).start();
            context.getBeanProvider(StatusServer.class).ifAvailable(StatusServer::start);
            context.getBean(RelayFailure.class).await();
            return FAILED;
        } catch (RuntimeException e) {
            Optional<String> sentence = StartFailure.sentence(e);
            sentence.ifPresentOrElse(RelayApplication::complain, e::printStackTrace);
            return sentence.isPresent() ? NOT_STARTED : UNFORESEEN;
        }
    }

    static SpringApplication application(Class<?> wiring) {
        SpringApplication application = new SpringApplication(wiring);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(DEFAULTS);
        return application;
    }

    private static void complain(String sentence) {
        System.err.println("outbox-relay: " + sentence);
    }
}
