package io.dualstream.outbox.spring;

import io.dualstream.outbox.HeaderSource;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.util.Map;

/** Adds the current span of Micrometer Tracing as a W3C {@code traceparent}, regardless of the format in which the host itself propagates traces. */
final class TraceHeaders implements HeaderSource {

    private static final int TRACE_ID_LENGTH = 32;

    private final Tracer tracer;

    TraceHeaders(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Map<String, String> currentHeaders() {
        Span span = tracer.currentSpan();
        return span == null || span.isNoop() ? Map.of() : Map.of(TRACEPARENT, traceparent(span.context()));
    }

    private static String traceparent(TraceContext context) {
        String traceId = context.traceId();
        String flags = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
        return "00-" + "0".repeat(TRACE_ID_LENGTH - traceId.length()) + traceId + "-" + context.spanId() + "-" + flags;
    }
}
