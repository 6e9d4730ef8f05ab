package io.dualstream.outbox.spring.internal;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outboxes that {@code outbox.*} configures.
 *
 * @param places by name: the first as {@code outbox}, those of tenants by schema, the additional ones by their names
 * @param maxAge an outbox that holds an older event is not healthy; null when age does not count
 */
public record ConfiguredOutboxes(
        Map<String, Place> places, @Nullable Duration maxAge) {

    /** Bean name of a DataSource, null for the one there is, and a schema there. */
    public record Place(@Nullable String dataSource, String schema) {}

    public ConfiguredOutboxes {
        places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }
}
