package io.dualstream.outbox.testkit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.kafka.core.KafkaAdmin;

class EnableOutboxServersTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource");

    @EnableOutboxServers
    static class Application {}

    @Test
    void connectsBootsOwnDataSourceKafkaAndRedis() {
        application
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        KafkaAutoConfiguration.class,
                        DataRedisAutoConfiguration.class))
                .run(context -> {
                    try (Connection connection =
                            context.getBean(DataSource.class).getConnection()) {
                        assertThat(connection.getCatalog())
                                .isEqualTo(context.getBean(TestDatabase.class).name());
                    }
                    assertThat(context.getBean(KafkaAdmin.class).clusterId()).isNotBlank();
                    assertThat(context.getBean(RedisConnectionFactory.class)
                                    .getConnection()
                                    .ping())
                            .isEqualTo("PONG");
                });
    }

    @Test
    void leavesOutWhatTheApplicationDoesNotUse() {
        application
                .withClassLoader(new FilteredClassLoader(KafkaConnectionDetails.class))
                .run(context -> assertThat(context.getBeanProvider(KafkaConnectionDetails.class))
                        .isEmpty());
    }
}
