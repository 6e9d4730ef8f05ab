package io.dualstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class HeadersTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final OutboxEvent.Builder event = OutboxEvent.builder("order", "A-1", "OrderPlaced");

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void takesTraceCorrelationAndCausationFromTheLoggingContext() {
        MDC.put("traceparent", TRACE);
        MDC.put("correlationid", "c-1");
        MDC.put("causationid", "e-7");
        MDC.put("user", "alice");

        assertThat(json(HeaderSource.mdc()))
                .isEqualTo("{\"traceparent\":\"" + TRACE + "\",\"correlationid\":\"c-1\",\"causationid\":\"e-7\"}");
    }

    @Test
    void theEventsOwnHeadersWinThenTheFirstSource() {
        event.header("a", "own");

        assertThat(json(() -> Map.of("a", "first"), () -> Map.of("b", "first"), () -> Map.of("b", "second")))
                .isEqualTo("{\"a\":\"own\",\"b\":\"first\"}");
    }

    @Test
    void contextThatBreaksARuleIsLeftOut() {
        event.header("a", "own");

        assertThat(json(
                        () -> Map.of("ce_id", "x"),
                        () -> Map.of("b", "c\r\nd"),
                        () -> Map.of("big", "x".repeat(20_000))))
                .isEqualTo("{\"a\":\"own\"}");
    }

    @Test
    void noHeadersAreNone() {
        assertThat(new HeaderMerge(List.of()).json(event.build())).isNull();
    }

    @Test
    void refusesTooManyOfTheEventsOwn() {
        event.header("big", "x".repeat(16_384));

        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> json())
                .withMessage("headers of OrderPlaced of order/A-1 must have at most 16384 bytes as JSON, had 16394");
    }

    private String json(HeaderSource... sources) {
        return String.valueOf(new HeaderMerge(List.of(sources)).json(event.build()));
    }
}
