package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.db.OutboxBacklog;
import io.dualstream.outbox.spring.internal.ConfiguredOutboxes;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/** Reads the state of this application's outboxes. */
record OutboxPlaces(BeanFactory beans, ConfiguredOutboxes outboxes, String slot) {

    /** The state of one outbox, or the reason why it cannot be read. */
    record Reading(
            @Nullable OutboxBacklog backlog, @Nullable String failure) {}

    Map<String, Reading> read() {
        var readings = new LinkedHashMap<String, Reading>();
        outboxes.places().forEach((name, place) -> readings.put(name, read(place.dataSource(), place.schema())));
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
