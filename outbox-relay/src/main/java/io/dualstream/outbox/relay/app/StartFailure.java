package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.RelayStartException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Why a relay did not start, as one sentence for the person who has to mend it. */
final class StartFailure {

    private static final Map<String, String> EXAMPLES = Map.of(
            "outbox.relay.postgres.url", "jdbc:postgresql://localhost:5432/shop",
            "outbox.relay.postgres.username", "shop_relay",
            "outbox.relay.kafka.bootstrap-servers", "localhost:9092");

    private StartFailure() {}

    /** The sentence; empty if nobody foresaw this failure. */
    static Optional<String> sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnboundConfigurationPropertiesException unknown) {
                return Optional.of(unknown(unknown));
            }
            if (cause instanceof BindException unreadable) {
                if (unreadable.getCause() instanceof UnboundConfigurationPropertiesException) {
                    continue;
                }
                return Optional.of(unreadable(unreadable));
            }
            if (cause instanceof MarkedYAMLException yaml) {
                return Optional.of("The configuration file is no valid YAML: " + yaml.getProblem() + ", line "
                        + (yaml.getProblemMark().getLine() + 1));
            }
            if (cause instanceof RelayStartException
                    || cause instanceof ConfigDataException
                    || cause instanceof IllegalArgumentException) {
                return Optional.of(withHint(String.valueOf(cause.getMessage())));
            }
        }
        return Optional.empty();
    }

    private static String unknown(UnboundConfigurationPropertiesException e) {
        return e.getUnboundProperties().stream()
                .map(property -> property.getName() + " is not a setting of the relay"
                        + (property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")"))
                .collect(Collectors.joining("; "));
    }

    private static String unreadable(BindException e) {
        Class<?> type = e.getTarget().getType().toClass();
        ConfigurationProperty property = e.getProperty();
        return e.getName() + " must be " + rule(type) + (property == null ? "" : ", was '" + property.getValue() + "'");
    }

    private static String rule(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(StartFailure::asWritten)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == Duration.class) {
            return "a duration such as 500ms or 10s";
        }
        return type == boolean.class ? "true or false" : "a whole number";
    }

    private static String withHint(String message) {
        String property = message.replaceFirst(" is missing$", "");
        String example = EXAMPLES.get(property);
        if (property.equals(message) || example == null) {
            return message;
        }
        String variable = property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        return message + ": set " + variable + ", e.g. " + example;
    }

    private static String asWritten(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
