package io.dualstream.outbox.relay.app.reconcile;

import io.dualstream.outbox.relay.status.Reconciler;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The options of the command {@code reconcile}, checked.
 *
 * @param settings settings of the relay among the arguments
 */
public record ReconcileOptions(Map<String, String> values, Set<String> flags, List<String> settings) {

    private static final List<String> OF_A_RANGE = List.of("--from", "--to", "--from-seq", "--to-seq");
    private static final List<String> OF_FOLLOW = List.of("--interval", "--receipts");
    private static final String VERIFY = "--verify-receipts";
    private static final String KEY = "--receipts-key-file";
    private static final List<String> FLAGS = List.of("--json", "--follow", "--fail-fast");

    public ReconcileOptions {
        values = Map.copyOf(values);
        flags = Set.copyOf(flags);
        settings = List.copyOf(settings);
        if (!flags.contains("--follow")) {
            refuse(values, OF_FOLLOW, "needs --follow");
            if (flags.contains("--fail-fast")) {
                throw new IllegalArgumentException("--fail-fast needs --follow");
            }
        } else {
            refuse(values, OF_A_RANGE, "cannot be combined with --follow, which begins at its last receipt, or now");
            if (flags.contains("--json") && !values.containsKey("--receipts")) {
                throw new IllegalArgumentException("--json prints receipts with --follow, and needs --receipts");
            }
        }
        if (values.containsKey(KEY) && !values.containsKey("--receipts") && !values.containsKey(VERIFY)) {
            throw new IllegalArgumentException(KEY + " needs --receipts or " + VERIFY);
        }
        if (values.containsKey("--interval")
                && (interval(values).isZero() || interval(values).isNegative())) {
            throw new IllegalArgumentException("--interval must be positive, was " + values.get("--interval"));
        }
    }

    private static void refuse(Map<String, String> values, List<String> options, String why) {
        for (String option : options) {
            if (values.containsKey(option)) {
                throw new IllegalArgumentException(option + " " + why);
            }
        }
    }

    public static ReconcileOptions parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        Set<String> flags = new HashSet<>();
        List<String> settings = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String[] option = arguments.get(i).split("=", 2);
            if (FLAGS.contains(option[0])) {
                flags.add(option[0]);
            } else if (option[0].startsWith("--") && option[0].contains(".")) {
                settings.add(arguments.get(i));
            } else if (!OF_A_RANGE.contains(option[0])
                    && !OF_FOLLOW.contains(option[0])
                    && !List.of(VERIFY, KEY).contains(option[0])) {
                throw new IllegalArgumentException(option[0] + " is not an option of reconcile, which has " + FLAGS
                        + ", " + OF_A_RANGE + ", " + OF_FOLLOW + ", " + KEY + " and " + VERIFY);
            } else if (option.length == 2) {
                values.put(option[0], option[1]);
            } else if (++i < arguments.size()) {
                values.put(option[0], arguments.get(i));
            } else {
                throw new IllegalArgumentException(option[0] + " needs a value");
            }
        }
        return new ReconcileOptions(values, flags, settings);
    }

    public boolean json() {
        return flags.contains("--json");
    }

    public boolean follow() {
        return flags.contains("--follow");
    }

    public boolean failFast() {
        return flags.contains("--fail-fast");
    }

    public Duration interval() {
        return interval(values);
    }

    private static Duration interval(Map<String, String> values) {
        String text = values.getOrDefault("--interval", "1m");
        try {
            return DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("an interval is --interval 30s or --interval 1m, was " + text, e);
        }
    }

    public @Nullable Path receipts() {
        return path("--receipts");
    }

    public @Nullable Path receiptsKeyFile() {
        return path(KEY);
    }

    public @Nullable Path verifyReceipts() {
        return path(VERIFY);
    }

    private @Nullable Path path(String option) {
        String path = values.get(option);
        return path == null ? null : Path.of(path);
    }

    public Reconciler.Range range() {
        try {
            if (values.containsKey("--from-seq") || values.containsKey("--to-seq")) {
                return new Reconciler.Range.Seq(
                        Long.parseLong(values.getOrDefault("--from-seq", "0")),
                        Long.parseLong(values.getOrDefault("--to-seq", Long.toString(Long.MAX_VALUE))));
            }
            Reconciler.Range.Time all = Reconciler.Range.Time.all();
            String from = values.get("--from");
            String to = values.get("--to");
            return new Reconciler.Range.Time(
                    from == null ? all.from() : Instant.parse(from), to == null ? all.to() : Instant.parse(to));
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "a range is --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z, or --from-seq 1 --to-seq 1000: "
                            + e.getMessage(),
                    e);
        }
    }
}
