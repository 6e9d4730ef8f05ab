package io.dualstream.outbox.spring.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dualstream.outbox.InvalidEventException;
import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.Outboxed;
import io.dualstream.outbox.mistakes.Mistakes;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationContextException;

class EventMappingTest {

    @Outboxed(aggregateType = "order", aggregateId = "orderId")
    record OrderPlaced(UUID orderId, int items) {}

    @Test
    void takesTheClassForTheTypeAndTheEventForThePayload() {
        var event = new OrderPlaced(UUID.randomUUID(), 3);

        OutboxEvent mapped = map(event);

        assertThat(mapped).isEqualTo(OutboxEvent.of("order", event.orderId().toString(), "OrderPlaced", event));
    }

    @Outboxed(
            aggregateType = "parcel",
            aggregateId = "parcel.number",
            eventType = "sent",
            key = "parcel.customer.toUpperCase()",
            payload = "parcel",
            dataSchema = "https://schemas.example.com/sent/1",
            contentType = "application/vnd.parcel+json",
            headers = {"tenant=tenant", "customer = parcel.customer"})
    static class ParcelSent {

        private final Parcel parcel;
        private final @Nullable String tenant;

        ParcelSent(Parcel parcel, @Nullable String tenant) {
            this.parcel = parcel;
            this.tenant = tenant;
        }

        public Parcel getParcel() {
            return parcel;
        }

        public @Nullable String getTenant() {
            return tenant;
        }
    }

    record Parcel(long number, String customer) {}

    @Test
    void readsExpressionsOnTheEvent() {
        var parcel = new Parcel(7, "ada");

        assertThat(map(new ParcelSent(parcel, "blue")))
                .isEqualTo(OutboxEvent.builder("parcel", "7", "sent")
                        .payload(parcel)
                        .key("ADA")
                        .dataSchema("https://schemas.example.com/sent/1")
                        .contentType("application/vnd.parcel+json")
                        .header("tenant", "blue")
                        .header("customer", "ada")
                        .build());
    }

    @Test
    void leavesOutAHeaderThatIsNull() {
        assertThat(map(new ParcelSent(new Parcel(7, "ada"), null)).headers()).isEqualTo(Map.of("customer", "ada"));
    }

    @Outboxed(aggregateType = "account", aggregateId = "number")
    sealed interface AccountEvent {
        String number();

        record Opened(String number) implements AccountEvent {}
    }

    @Test
    void holdsForAllThatImplementAnAnnotatedInterface() {
        assertThat(map(new AccountEvent.Opened("A-1")))
                .extracting(OutboxEvent::aggregateType, OutboxEvent::aggregateId, OutboxEvent::eventType)
                .containsExactly("account", "A-1", "Opened");
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Outboxed(aggregateType = "invoice", aggregateId = "id")
    @interface InvoiceEvent {}

    @InvoiceEvent
    record InvoicePaid(int id) {}

    @Test
    void mayStandOnAnAnnotationOfTheHosts() {
        assertThat(map(new InvoicePaid(5)).aggregateType()).isEqualTo("invoice");
    }

    @Outboxed(aggregateType = "account", aggregateId = "number")
    record Nameless(@Nullable String number) {}

    @Test
    void saysWhichIdIsMissing() {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> map(new Nameless(null)))
                .withMessageContaining("EventMappingTest$Nameless")
                .withMessageContaining("aggregateId \"number\" is null");
    }

    @Outboxed(aggregateType = "order", aggregateId = "T(java.lang.Runtime).getRuntime()")
    record Hostile(int id) {}

    @Test
    void expressionsReachNothingButTheEvent() {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> map(new Hostile(1)))
                .withMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Mistakes.NoSuchProperty.class,
                Mistakes.NoExpression.class,
                Mistakes.NoSuchType.class,
                Mistakes.NoHeader.class,
                Mistakes.ReservedHeader.class
            })
    void refusesAnAnnotationThatCanWorkForNoEvent(Class<?> type) {
        assertThatExceptionOfType(EventMappingException.class)
                .isThrownBy(() -> EventMapping.of(type))
                .withMessageStartingWith("@Outboxed on " + type.getName() + ": ")
                .satisfies(e -> assertThat(Objects.requireNonNull(new EventMappingFailureAnalyzer()
                                        .analyze(new ApplicationContextException("", e)))
                                .getDescription())
                        .isEqualTo(e.getMessage()));
    }

    private static OutboxEvent map(Object event) {
        return Objects.requireNonNull(EventMapping.of(event.getClass())).map(event);
    }
}
