package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.status.Reconciler;
import java.io.IOException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command {@code reconcile}, with the options {@code --from <time> --to <time>} or {@code --from-seq <n> --to-seq <n>}, and
 * {@code --json}. It compares table, Kafka and Redis with the relay's own settings. Exit codes: 0 no difference, 1 a
 * difference, 2 the comparison failed.
 */
final class ReconcileCommand {

    static final String NAME = "reconcile";

    private static final int DIFFERENT = 1;
    private static final int UNKNOWN = 2;
    private static final List<String> OPTIONS = List.of("--from", "--to", "--from-seq", "--to-seq");

    private final Map<String, String> options = new HashMap<>();
    private final List<String> settings = new ArrayList<>();
    private boolean json;

    /** An application context that only provides the environment. */
    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    private ReconcileCommand(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String[] option = arguments.get(i).split("=", 2);
            if (option[0].equals("--json")) {
                json = true;
            } else if (option[0].startsWith("--") && option[0].contains(".")) {
                settings.add(arguments.get(i));
            } else if (!OPTIONS.contains(option[0])) {
                throw new IllegalArgumentException(
                        option[0] + " is not an option of reconcile, which has --json and " + OPTIONS);
            } else if (option.length == 2) {
                options.put(option[0], option[1]);
            } else if (++i < arguments.size()) {
                options.put(option[0], arguments.get(i));
            } else {
                throw new IllegalArgumentException(option[0] + " needs a value");
            }
        }
    }

    /** Runs the command; returns the exit code. */
    static int run(List<String> arguments, SpringApplication application) {
        try {
            return new ReconcileCommand(arguments).run(application);
        } catch (SQLException | IOException | RuntimeException e) {
            Optional<String> sentence = StartFailure.sentence(e);
            System.err.println("outbox-relay: " + sentence.orElseGet(() -> "cannot reconcile: " + e.getMessage()));
            return UNKNOWN;
        }
    }

    private int run(SpringApplication application) throws SQLException, IOException {
        try (ConfigurableApplicationContext context = application.run(settings.toArray(String[]::new))) {
            RelaySettings relay = RelayProperties.of(context.getEnvironment()).toSettings();
            Reconciler.Report report = Relay.reconciler(relay).run(range());
            System.out.println(json ? JsonMapper.shared().writeValueAsString(report) : ReportText.of(report));
            return report.same() ? 0 : DIFFERENT;
        }
    }

    private Reconciler.Range range() {
        try {
            if (options.containsKey("--from-seq") || options.containsKey("--to-seq")) {
                return new Reconciler.Range.Seq(
                        Long.parseLong(options.getOrDefault("--from-seq", "0")),
                        Long.parseLong(options.getOrDefault("--to-seq", Long.toString(Long.MAX_VALUE))));
            }
            Reconciler.Range.Time all = Reconciler.Range.Time.all();
            return new Reconciler.Range.Time(
                    options.containsKey("--from") ? Instant.parse(options.get("--from")) : all.from(),
                    options.containsKey("--to") ? Instant.parse(options.get("--to")) : all.to());
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "a range is --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z, or --from-seq 1 --to-seq 1000: "
                            + e.getMessage(),
                    e);
        }
    }
}
