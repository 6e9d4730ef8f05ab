package io.dualstream.outbox.spring;

import io.dualstream.outbox.spring.internal.ConfiguredOutboxes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The outbox as this application writes to it.
 *
 * @param dataSource Bean name of the DataSource the outbox is on. Default: the only one, or the primary one.
 * @param schema Schema that holds the table event.
 * @param migrate Whether to make or upgrade that schema at start, before anything uses the database, with the rights of the
 *     application's own database user; or only to validate that it is up to date. Set it to false or validate where that user
 *     may only publish.
 * @param tenantSchemas Further schemas to migrate or validate, for a SchemaSource that chooses one at each publish.
 * @param additional Further outboxes, by name: each is a bean named name + Outbox, injected with that name as qualifier.
 */
@ConfigurationProperties("outbox")
record OutboxProperties(
        @Nullable String dataSource,
        @DefaultValue("outbox") String schema,
        @DefaultValue("true") OutboxMigration.Mode migrate,
        @DefaultValue List<String> tenantSchemas,
        @DefaultValue Map<String, Additional> additional,
        @DefaultValue Health health) {

    /**
     * An outbox beside the first.
     *
     * @param dataSource Bean name of the DataSource it is on. Default: the only one, or the primary one.
     * @param schema Schema that holds its table event.
     * @param migrate As outbox.migrate, for this one.
     */
    record Additional(
            @Nullable String dataSource,
            @DefaultValue("outbox") String schema,
            @DefaultValue("true") OutboxMigration.Mode migrate) {}

    /**
     * The health of the outbox.
     *
     * @param maxAge Down when an event older than this is not known to be published. Default: none, age does not count.
     */
    record Health(@Nullable Duration maxAge) {}

    ConfiguredOutboxes outboxes() {
        var places = new LinkedHashMap<String, ConfiguredOutboxes.Place>();
        places.put("outbox", new ConfiguredOutboxes.Place(dataSource, schema));
        tenantSchemas.forEach(tenant -> places.put(tenant, new ConfiguredOutboxes.Place(dataSource, tenant)));
        additional.forEach(
                (name, outbox) -> places.put(name, new ConfiguredOutboxes.Place(outbox.dataSource(), outbox.schema())));
        return new ConfiguredOutboxes(places, health.maxAge());
    }
}
