package io.dualstream.outbox.testkit.spring;

import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The application's own data source, schema and mapper, for {@link RecordedEvents}. */
@Configuration(proxyBeanMethods = false)
class RecordedEventsConfiguration {

    @Bean
    RecordedEvents outboxRecordedEvents(
            DataSource dataSource, @Value("${outbox.schema:outbox}") String schema, ObjectProvider<JsonMapper> mapper) {
        return new RecordedEvents(new EventTable(dataSource, schema, mapper.getIfUnique(JsonMapper::shared)));
    }
}
