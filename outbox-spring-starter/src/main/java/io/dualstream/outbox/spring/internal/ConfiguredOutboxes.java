package io.dualstream.outbox.spring.internal;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outboxes that {@code outbox.*} configures.
 *
 * @param places by name: the first outbox as {@code outbox}, outboxes of tenants by schema, additional outboxes by their names
 * @param maxAge age of the oldest unpublished event above which an outbox is not healthy; null if there is no limit
 */
public record ConfiguredOutboxes(
        Map<String, Place> places, @Nullable Duration maxAge) {

    /** The bean name of a DataSource, or null for the only one, and a schema in its database. */
    public record Place(@Nullable String dataSource, String schema) {}

    public ConfiguredOutboxes {
        places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }
}
