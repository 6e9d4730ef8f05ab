package io.dualstream.outbox.testkit.spring;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** The application's own data source, schema and mapper, for {@link RecordedEvents}. */
@Configuration(proxyBeanMethods = false)
class RecordedEventsConfiguration {

    @Bean
    RecordedEvents outboxRecordedEvents(
            ListableBeanFactory beans, Environment environment, ObjectProvider<JsonMapper> mapper) {
        DataSource ofOutbox = dataSource(beans, environment.getProperty("outbox.data-source"));
        String schema = environment.getProperty("outbox.schema", "outbox");
        return new RecordedEvents(
                ofOutbox == null ? null : new EventTable(ofOutbox, schema, mapper.getIfUnique(JsonMapper::shared)));
    }

    /** The one that the outbox is on; null if there are several, and nothing says which. */
    private static @Nullable DataSource dataSource(ListableBeanFactory beans, @Nullable String named) {
        return named == null
                ? beans.getBeanProvider(DataSource.class).getIfUnique()
                : beans.getBean(named, DataSource.class);
    }
}
