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
 * Settings of the outbox that this application writes to.
 *
 * @param dataSource Bean name of the DataSource of the outbox. Default: the only DataSource, or the primary one.
 * @param schema Schema that holds the table event.
 * @param migrate What to do about the schema at start, before anything uses the database: true creates or upgrades the schema
 *     with the rights of the application's database user, validate refuses to start unless the schema is up to date, false does
 *     nothing. A database user that may only publish needs false or validate.
 * @param tenantSchemas Further schemas to migrate or validate, for a SchemaSource that chooses a schema at each publish.
 * @param additional Further outboxes, by name. The bean of each is called name + Outbox and has the name as qualifier.
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
     * Settings of an additional outbox.
     *
     * @param dataSource Bean name of the DataSource of this outbox. Default: the only DataSource, or the primary one.
     * @param schema Schema that holds the table event of this outbox.
     * @param migrate What to do about the schema of this outbox at start, as with outbox.migrate.
     */
    record Additional(
            @Nullable String dataSource,
            @DefaultValue("outbox") String schema,
            @DefaultValue("true") OutboxMigration.Mode migrate) {}

    /**
     * Settings of the outbox's health contributor.
     *
     * @param maxAge Age of the oldest event not known to be published above which the outbox is down. Default: no limit.
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
