package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.status.RelayStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains, as a failure analysis of Spring Boot, why the relay inside this application could not start. */
final class RelayStartFailureAnalyzer extends AbstractFailureAnalyzer<RelayStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RelayStartException cause) {
        String why = String.valueOf(cause.getMessage());
        return new FailureAnalysis(
                "The outbox relay could not start. " + why,
                (why.startsWith("Login ")
                                ? "Run that statement as a superuser, or give the relay a login of its own, with "
                                        + "outbox.relay.postgres.username and outbox.relay.postgres.password, "
                                : "Correct the problem named above, ")
                        + "or run this application without its own relay: outbox.relay.enabled=false",
                cause);
    }
}
