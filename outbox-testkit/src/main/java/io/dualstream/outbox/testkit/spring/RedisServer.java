package io.dualstream.outbox.testkit.spring;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestRedis;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DataRedisConnectionDetails.class)
@ConditionalOnMissingBean(
        value = DataRedisConnectionDetails.class,
        ignoredType = "org.springframework.boot.data.redis.autoconfigure.PropertiesDataRedisConnectionDetails")
class RedisServer {

    /** Not closed with the context: the server is the JVM's. */
    @Bean(destroyMethod = "")
    TestRedis outboxTestRedis() {
        return SharedServers.redis();
    }

    /** Primary over the properties' own, which a test's context runner may register first. */
    @Bean
    @Primary
    DataRedisConnectionDetails outboxTestRedisConnectionDetails(TestRedis redis) {
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of("127.0.0.1", redis.port());
            }
        };
    }
}
