package io.dualstream.outbox.spring.events;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains, as a failure analysis of Spring Boot, which {@code @Outboxed} is wrong. */
final class EventMappingFailureAnalyzer extends AbstractFailureAnalyzer<EventMappingException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, EventMappingException cause) {
        return new FailureAnalysis(cause.getMessage(), "Correct the annotation on that class.", cause);
    }
}
