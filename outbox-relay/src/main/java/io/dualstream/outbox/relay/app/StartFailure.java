package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.status.RelayStartException;
import java.util.Optional;
import org.springframework.boot.context.config.ConfigDataException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Explains in one sentence why a relay did not start, for the person who has to correct the problem. */
final class StartFailure {

    private StartFailure() {}

    /** The sentence; empty if the failure is of an unexpected kind. */
    static Optional<String> sentence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException yaml) {
                return Optional.of("The configuration file is not valid YAML: " + yaml.getProblem() + ", line "
                        + (yaml.getProblemMark().getLine() + 1));
            }
            if (cause instanceof RelayStartException
                    || cause instanceof ConfigDataException
                    || cause instanceof IllegalArgumentException) {
                return Optional.of(String.valueOf(cause.getMessage()));
            }
        }
        return Optional.empty();
    }
}
