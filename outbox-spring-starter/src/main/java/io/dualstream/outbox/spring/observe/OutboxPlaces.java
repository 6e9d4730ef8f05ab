package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.db.OutboxBacklog;
import io.dualstream.outbox.spring.OutboxProperties;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/** Where this application's outboxes are: the first as {@code outbox}, those of tenants by schema, the additional ones by name. */
record OutboxPlaces(BeanFactory beans, OutboxProperties properties, String slot) {

    /** One outbox as it stands, or why that cannot be told. */
    record Reading(
            @Nullable OutboxBacklog backlog, @Nullable String failure) {}

    Map<String, Reading> read() {
        var readings = new LinkedHashMap<String, Reading>();
        readings.put("outbox", read(properties.dataSource(), properties.schema()));
        for (String schema : properties.tenantSchemas()) {
            readings.put(schema, read(properties.dataSource(), schema));
        }
        properties
                .additional()
                .forEach((name, outbox) -> readings.put(name, read(outbox.dataSource(), outbox.schema())));
        return readings;
    }

    private Reading read(@Nullable String name, String schema) {
        try {
            DataSource dataSource =
                    name == null ? beans.getBean(DataSource.class) : beans.getBean(name, DataSource.class);
            return new Reading(OutboxBacklog.read(dataSource, schema, slot), null);
        } catch (Exception e) {
            return new Reading(null, String.valueOf(e.getMessage()));
        }
    }
}
