package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.spring.internal.RelayDetails;
import io.dualstream.outbox.spring.observe.OutboxPlaces.Reading;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code /actuator/outbox}: the backlog of each outbox, its slot and its dead letters, and the relay inside this
 * application.
 */
@Endpoint(id = "outbox")
final class OutboxEndpoint {

    private final OutboxPlaces places;
    private final @Nullable RelayDetails relay;

    OutboxEndpoint(OutboxPlaces places, @Nullable RelayDetails relay) {
        this.places = places;
        this.relay = relay;
    }

    /** The endpoint's answer, with outboxes by name. {@code relay} is null if no relay runs inside this application. */
    public record Report(Map<String, ?> outboxes, @Nullable Object relay) {}

    @ReadOperation
    public Report report() {
        Map<String, Reading> readings = places.read();
        return new Report(readings, relay == null ? null : relay.now());
    }
}
