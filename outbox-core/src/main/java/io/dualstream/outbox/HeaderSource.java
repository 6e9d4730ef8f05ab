package io.dualstream.outbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.MDC;

/**
 * Adds headers from the context of the calling thread to every event, for example the trace of the request. If the event
 * itself has a header of the same name, the event's header is used. A header that breaks a rule is left out, because context
 * must never make publishing fail. Safe for use by many threads.
 */
@FunctionalInterface
public interface HeaderSource {

    /** The name of the header with the W3C trace context. */
    String TRACEPARENT = "traceparent";

    /** The name of the header that identifies a caller's request and everything that follows from the request. */
    String CORRELATION_ID = "correlationid";

    /** The name of the header that identifies the event or message that caused this event. */
    String CAUSATION_ID = "causationid";

    Map<String, String> currentHeaders();

    /**
     * Returns a source of {@value #TRACEPARENT}, {@value #CORRELATION_ID} and {@value #CAUSATION_ID}. Each is added if the
     * logging context (MDC) contains it.
     */
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
