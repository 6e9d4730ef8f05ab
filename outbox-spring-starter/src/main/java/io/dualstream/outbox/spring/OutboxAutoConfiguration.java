package io.dualstream.outbox.spring;

import io.dualstream.outbox.HeaderSource;
import io.dualstream.outbox.JacksonPayloadSerializer;
import io.dualstream.outbox.JdbcOutbox;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.OutboxOptions;
import io.dualstream.outbox.PayloadSerializer;
import io.micrometer.tracing.Tracer;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import tools.jackson.databind.json.JsonMapper;

/** Publishing: an {@link Outbox} on the application's own {@link DataSource}, and its schema. */
@AutoConfiguration(
        after = DataSourceAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration",
        })
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(OutboxProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class OutboxAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBooleanProperty(name = "outbox.migrate", matchIfMissing = true)
    OutboxMigration outboxMigration(DataSource dataSource, OutboxProperties properties) {
        return new OutboxMigration(dataSource, properties.schema());
    }

    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    Outbox outbox(
            DataSource dataSource,
            OutboxProperties properties,
            ObjectProvider<PayloadSerializer> serializer,
            ObjectProvider<HeaderSource> headers) {
        OutboxOptions options = OutboxOptions.defaults()
                .withSchema(properties.schema())
                .withHeaderSources(headers.orderedStream().toList());
        PayloadSerializer ofHost = serializer.getIfAvailable();
        return new JdbcOutbox(dataSource, ofHost == null ? options : options.withSerializer(ofHost));
    }

    /** Asked last: a trace knows better what its span is than the logging context. */
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
            return new JacksonPayloadSerializer(mapper);
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
            throw new IllegalStateException(
                    "outbox.relay.enabled is true, but io.dualstream:outbox-relay is not on the class path");
        }
    }
}
