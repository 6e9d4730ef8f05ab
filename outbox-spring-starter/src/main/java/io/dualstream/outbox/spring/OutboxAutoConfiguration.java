package io.dualstream.outbox.spring;

import io.dualstream.outbox.HeaderSource;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxOptions;
import io.dualstream.outbox.Payload;
import io.dualstream.outbox.PayloadSerializer;
import io.dualstream.outbox.SchemaSource;
import io.dualstream.outbox.spring.internal.ConfiguredOutboxes;
import io.micrometer.tracing.Tracer;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

/**
 * Auto-configuration of publishing: an {@link Outbox} on the application's own {@link DataSource}, additional outboxes by name,
 * and their schemas.
 */
@AutoConfiguration(
        after = DataSourceAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration",
        })
@ConditionalOnBean(DataSource.class)
@EnableConfigurationProperties(OutboxProperties.class)
@Import({DatabaseInitializationDependencyConfigurer.class, AdditionalOutboxes.class})
final class OutboxAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    OutboxFactory outboxFactory(
            ObjectProvider<PayloadSerializer> serializer,
            ObjectProvider<HeaderSource> headers,
            ObjectProvider<OutboxFactory.Decorator> decorators) {
        OutboxOptions options = OutboxOptions.defaults()
                .withHeaderSources(headers.orderedStream().toList());
        PayloadSerializer ofHost = serializer.getIfAvailable();
        return new OutboxFactory(
                ofHost == null ? options : options.withSerializer(ofHost),
                decorators.orderedStream().toList());
    }

    @Bean
    ConfiguredOutboxes configuredOutboxes(OutboxProperties properties) {
        return properties.outboxes();
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(FirstDataSource.class)
    static class First {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnProperty(name = "outbox.migrate", matchIfMissing = true)
        OutboxMigration outboxMigration(BeanFactory beans, OutboxProperties properties) {
            List<String> schemas = new ArrayList<>(properties.tenantSchemas());
            schemas.add(0, properties.schema());
            return new OutboxMigration(dataSource(beans, properties), schemas, properties.migrate());
        }

        @Bean
        @ConditionalOnMissingBean
        @DependsOnDatabaseInitialization
        Outbox outbox(
                BeanFactory beans,
                OutboxProperties properties,
                OutboxFactory factory,
                ObjectProvider<SchemaSource> schemas) {
            DataSource dataSource = dataSource(beans, properties);
            SchemaSource ofTenants = schemas.getIfAvailable();
            return ofTenants == null ? factory.on(dataSource, properties.schema()) : factory.on(dataSource, ofTenants);
        }

        private static DataSource dataSource(BeanFactory beans, OutboxProperties properties) {
            String name = properties.dataSource();
            return name == null ? beans.getBean(DataSource.class) : beans.getBean(name, DataSource.class);
        }
    }

    /** The last source, because a trace has more reliable span data than the logging context. */
    @Bean
    @Order
    HeaderSource outboxMdcHeaders() {
        return HeaderSource.mdc();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class Jackson {

        @Bean
        @ConditionalOnBean(JsonMapper.class)
        @ConditionalOnMissingBean
        PayloadSerializer outboxPayloadSerializer(JsonMapper mapper) {
            return payload -> Payload.json(mapper.writeValueAsString(payload));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Tracer.class)
    static class Tracing {

        @Bean
        @Order(0)
        @ConditionalOnBean(Tracer.class)
        HeaderSource outboxTraceHeaders(Tracer tracer) {
            return new TraceHeaders(tracer);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(name = "outbox.relay.enabled")
    @ConditionalOnMissingClass("io.dualstream.outbox.relay.Relay")
    static class WithoutRelay {

        WithoutRelay() {
            throw new RelayMissingException();
        }
    }
}
