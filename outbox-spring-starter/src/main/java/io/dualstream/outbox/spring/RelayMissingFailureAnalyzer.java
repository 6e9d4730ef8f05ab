package io.dualstream.outbox.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains, as a failure analysis of Spring Boot, how to add the missing relay. */
final class RelayMissingFailureAnalyzer extends AbstractFailureAnalyzer<RelayMissingException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RelayMissingException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Add the dependency io.dualstream:outbox-relay, or set outbox.relay.enabled=false and run the relay as a process of "
                        + "its own.",
                cause);
    }
}
