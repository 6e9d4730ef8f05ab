package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.app.reconcile.FollowCommand;
import io.dualstream.outbox.relay.app.reconcile.ReceiptFile;
import io.dualstream.outbox.relay.app.reconcile.ReconcileOptions;
import io.dualstream.outbox.relay.app.reconcile.ReportText;
import io.dualstream.outbox.relay.app.reconcile.Seal;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.runtime.internal.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code reconcile}. It compares table, Kafka and Redis with the relay's own settings: once, or with
 * {@code --follow} at each interval until SIGTERM. Exit codes: 0 no difference, or stopped; 1 a difference, with
 * {@code --follow} only if {@code --fail-fast} is given; 2 the comparison failed.
 */
final class ReconcileCommand {

    static final String NAME = "reconcile";

    private static final int DIFFERENT = 1;
    private static final int UNKNOWN = 2;

    /** How long SIGTERM waits for the comparison under way. Its receipt is written, or left out; the others are whole. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ReconcileOptions options;

    /** An application context that only provides the environment. */
    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    private ReconcileCommand(ReconcileOptions options) {
        this.options = options;
    }

    /** Runs the command; returns the exit code. */
    static int run(List<String> arguments, SpringApplication application) {
        try {
            return new ReconcileCommand(ReconcileOptions.parse(arguments)).run(application);
        } catch (ReceiptFile.BrokenChainException e) {
            System.err.println("outbox-relay: the receipts are not as they were written: " + e.getMessage());
            return DIFFERENT;
        } catch (SQLException | IOException | RuntimeException e) {
            Optional<String> sentence = StartFailure.sentence(e);
            System.err.println("outbox-relay: " + sentence.orElseGet(() -> "cannot reconcile: " + e.getMessage()));
            return UNKNOWN;
        }
    }

    private int run(SpringApplication application) throws SQLException, IOException {
        Path receipts = options.verifyReceipts();
        if (receipts != null) {
            ReceiptFile.Chain chain = ReceiptFile.verify(receipts, seal());
            System.out.println(Counted.of(chain.lines(), "receipt") + ", each follows the one before; "
                    + Counted.number(chain.differing()) + " with differences; the last has SHA-256 " + chain.hash());
            return 0;
        }
        Reconciler reconciler = Relay.reconciler(settings(application));
        if (options.follow()) {
            return follow(reconciler);
        }
        Reconciler.Report report = reconciler.run(options.range());
        System.out.println(options.json() ? JsonMapper.shared().writeValueAsString(report) : ReportText.of(report));
        return report.same() ? 0 : DIFFERENT;
    }

    private RelaySettings settings(SpringApplication application) {
        try (ConfigurableApplicationContext context =
                application.run(options.settings().toArray(String[]::new))) {
            return RelayProperties.of(context.getEnvironment()).toSettings();
        }
    }

    private Seal seal() throws IOException {
        Path key = options.receiptsKeyFile();
        return key == null ? Seal.withoutKey() : Seal.withKeyOf(key);
    }

    /** Until SIGTERM or SIGINT, which then exit with 0. */
    private int follow(Reconciler reconciler) throws IOException {
        StopSignal stop = new StopSignal();
        StopSignal ended = new StopSignal();
        AtomicInteger exitCode = new AtomicInteger(UNKNOWN);
        Thread atShutdown = new Thread(
                () -> {
                    stop.give();
                    if (ended.awaitGiven(PATIENCE)) {
                        Runtime.getRuntime().halt(exitCode.get()); // a JVM that a signal ends exits with another code
                    }
                },
                "outbox-reconcile-stop");
        Runtime.getRuntime().addShutdownHook(atShutdown);
        try {
            exitCode.set(follow(reconciler, stop) ? DIFFERENT : 0);
            return exitCode.get();
        } finally {
            ended.give();
            forget(atShutdown);
        }
    }

    private static void forget(Thread atShutdown) {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // it is running: it waits for what ended just now
            System.out.flush();
        }
    }

    private boolean follow(Reconciler reconciler, StopSignal stop) throws IOException {
        var how = new FollowCommand.Options(options.interval(), options.failFast(), options.json());
        Path path = options.receipts();
        if (path == null) {
            return new FollowCommand(reconciler, null, how).run(stop);
        }
        try (ReceiptFile receipts = ReceiptFile.open(path, seal())) {
            return new FollowCommand(reconciler, receipts, how).run(stop);
        }
    }
}
