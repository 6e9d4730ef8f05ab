package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.status.RelayStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains, as a failure analysis of Spring Boot, why the relay inside this application could not start. */
final class RelayStartFailureAnalyzer extends AbstractFailureAnalyzer<RelayStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RelayStartException cause) {
        return new FailureAnalysis(
                "The outbox relay could not start. " + cause.getMessage(),
                "Correct the problem named above, or run this application without its own relay: "
                        + "outbox.relay.enabled=false",
                cause);
    }
}
