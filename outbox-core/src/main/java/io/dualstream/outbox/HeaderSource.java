package io.dualstream.outbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Adds headers from the calling thread's context to every event, such as the trace it belongs to. What the event itself says
 * wins; what would break a header rule is left out, since context must never make publishing fail. Safe for use by many threads.
 */
@FunctionalInterface
public interface HeaderSource {

    /** The W3C trace context. */
    String TRACEPARENT = "traceparent";

    /** What the caller's request, and all that follows from it, is known by. */
    String CORRELATION_ID = "correlationid";

    /** The event or message that this event is a consequence of. */
    String CAUSATION_ID = "causationid";

    Map<String, String> currentHeaders();

    /** {@value #TRACEPARENT}, {@value #CORRELATION_ID} and {@value #CAUSATION_ID}, as far as the logging context (MDC) has them. */
    static HeaderSource mdc() {
        return () -> {
            var headers = new LinkedHashMap<String, String>();
            for (String name : List.of(TRACEPARENT, CORRELATION_ID, CAUSATION_ID)) {
                String value = MDC.get(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            return headers;
        };
    }
}
