package io.dualstream.outbox.testkit.spring;

import io.dualstream.outbox.testkit.SharedServers;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.test.context.DynamicPropertyRegistrar;

/**
 * Configures a relay for each application context. Cached contexts share one broker and one PostgreSQL, where relays of one
 * name would fence each other, and a slot can have only one reader.
 */
@Configuration(proxyBeanMethods = false)
class EndToEndConfiguration {

    /** The address of Kafka, and whether the relay determines the address by itself, as in production. */
    record KafkaAddress(String bootstrapServers, boolean ofHost) {}

    /** The address of Redis, and whether the relay determines the address by itself, as in production. */
    record RedisAddress(String url, boolean ofHost) {}

    @Bean
    TestSettings outboxTestSettings(ConfigurableEnvironment environment) {
        return new TestSettings(environment);
    }

    @Bean
    DynamicPropertyRegistrar outboxTestRelay(TestSettings settings, KafkaAddress kafka, RedisAddress redis) {
        String name = "test_" + UUID.randomUUID().toString().substring(0, 8);
        return properties -> {
            settings.set(properties, TestSettings.NAME, name);
            settings.set(properties, TestSettings.SOURCE, "/" + name);
            settings.set(properties, TestSettings.SLOT, name);
            if (!kafka.ofHost || settings.isSaid(TestSettings.KAFKA)) {
                settings.set(properties, TestSettings.KAFKA, kafka.bootstrapServers);
            }
            if (!redis.ofHost || settings.isSaid(TestSettings.REDIS)) {
                settings.set(properties, TestSettings.REDIS, redis.url);
            }
            if (settings.isSaid(TestSettings.LIVE_REDIS)) {
                settings.set(properties, TestSettings.LIVE_REDIS, redis.url);
            }
        };
    }

    @Bean
    Arrivals outboxArrivals(TestSettings settings, KafkaAddress kafka, RedisAddress redis) {
        Sinks sinks = new Sinks(
                settings.get(TestSettings.KAFKA, kafka.bootstrapServers),
                settings.get("outbox.relay.kafka.topic-prefix", "outbox.event."),
                settings.get(TestSettings.REDIS, redis.url),
                settings.get("outbox.relay.live.stream-prefix", "outbox:stream:"));
        return new Arrivals(sinks, new ArrivedEvents(settings.get(TestSettings.SOURCE, "")));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(KafkaConnectionDetails.class)
    static class HostKafka {

        @Bean
        KafkaAddress outboxTestKafkaAddress(KafkaConnectionDetails host) {
            return new KafkaAddress(String.join(",", host.getBootstrapServers()), true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails")
    static class OwnKafka {

        @Bean
        KafkaAddress outboxTestKafkaAddress(TestSettings settings) {
            return new KafkaAddress(
                    settings.isSaidByTest(TestSettings.KAFKA)
                            ? settings.get(TestSettings.KAFKA, "")
                            : SharedServers.kafka().bootstrapServers(),
                    false);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataRedisConnectionDetails.class)
    static class HostRedis {

        @Bean
        RedisAddress outboxTestRedisAddress(DataRedisConnectionDetails host) {
            return new RedisAddress(RedisUrl.of(host), true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails")
    static class OwnRedis {

        @Bean
        RedisAddress outboxTestRedisAddress(TestSettings settings) {
            return new RedisAddress(
                    settings.isSaidByTest(TestSettings.REDIS)
                            ? settings.get(TestSettings.REDIS, "")
                            : SharedServers.redis().url(),
                    false);
        }
    }
}
