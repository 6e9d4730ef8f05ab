package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.app.RelayMetrics;
import io.dualstream.outbox.relay.app.RelayProperties;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStartException;
import io.dualstream.outbox.spring.internal.HostDefaults;
import io.dualstream.outbox.spring.internal.HostKafka;
import io.dualstream.outbox.spring.internal.HostPostgres;
import io.dualstream.outbox.spring.internal.HostRedis;
import io.dualstream.outbox.spring.internal.RelayDetails;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Auto-configuration of the relay inside the application, with {@code outbox.relay.enabled=true} and outbox-relay on the class path. */
@AutoConfiguration(
        after = OutboxAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
        })
@ConditionalOnBooleanProperty(name = "outbox.relay.enabled")
@ConditionalOnClass(Relay.class)
@EnableConfigurationProperties(OutboxProperties.class)
final class OutboxRelayAutoConfiguration {

    /** Refuses names that belong to no setting of the relay or of the starter. */
    @Bean
    RelayProperties outboxRelayProperties(ConfigurableEnvironment environment) {
        try {
            return RelayProperties.of(environment, "enabled");
        } catch (IllegalArgumentException e) {
            throw new RelayStartException(String.valueOf(e.getMessage()), e);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    RelaySettings outboxRelaySettings(
            RelayProperties given, OutboxProperties outbox, ObjectProvider<HostDefaults> defaults) {
        RelaySettingsBuilder settings = given.toBuilder();
        if (given.given("postgres.schema") == null) {
            settings.schema(outbox.schema());
        }
        try {
            defaults.orderedStream().forEach(host -> host.fillIn(given, settings));
            return given.build(settings);
        } catch (IllegalArgumentException e) {
            throw new RelayStartException(String.valueOf(e.getMessage()), e);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    InProcessRelay outboxRelay(RelaySettings settings, ObjectProvider<RelayListener> listeners) {
        return new InProcessRelay(settings, listeners.orderedStream().toList());
    }

    @Bean
    @ConditionalOnMissingBean
    RelayDetails outboxRelayDetails(InProcessRelay relay) {
        return relay::status;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class OfHealth {

        @Bean
        @ConditionalOnMissingBean(name = "outboxRelayHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("outboxRelay")
        HealthIndicator outboxRelayHealthIndicator(InProcessRelay relay) {
            return new RelayHealthIndicator(relay);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OfJdbc {

        @Bean
        @ConditionalOnBean(JdbcConnectionDetails.class)
        HostDefaults outboxHostPostgres(JdbcConnectionDetails host) {
            return new HostPostgres(host);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(KafkaConnectionDetails.class)
    static class OfKafka {

        @Bean
        @ConditionalOnBean(KafkaConnectionDetails.class)
        HostDefaults outboxHostKafka(KafkaConnectionDetails host, ObjectProvider<KafkaProperties> properties) {
            return new HostKafka(host, properties.getIfAvailable());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataRedisConnectionDetails.class)
    static class OfRedis {

        @Bean
        @ConditionalOnBean(DataRedisConnectionDetails.class)
        HostDefaults outboxHostRedis(DataRedisConnectionDetails host) {
            return new HostRedis(host);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class OfMicrometer {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnBean(MeterRegistry.class)
        RelayMetrics outboxRelayMetrics(MeterRegistry registry) {
            return new RelayMetrics(registry);
        }

        @Bean
        @ConditionalOnBean(RelayMetrics.class)
        SmartInitializingSingleton outboxRelayGauges(RelayMetrics metrics, InProcessRelay relay) {
            return () -> metrics.observe(relay::status);
        }
    }
}
