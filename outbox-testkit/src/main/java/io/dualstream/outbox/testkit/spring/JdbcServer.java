package io.dualstream.outbox.testkit.spring;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(JdbcConnectionDetails.class)
@ConditionalOnMissingBean(
        value = JdbcConnectionDetails.class,
        ignoredType = "org.springframework.boot.jdbc.autoconfigure.PropertiesJdbcConnectionDetails")
class JdbcServer {

    @Bean
    TestDatabase outboxTestDatabase() {
        return SharedServers.postgres().createEmptyDatabase();
    }

    /** Primary, so that it precedes the connection details from properties, which a test's context runner may register first. */
    @Bean
    @Primary
    JdbcConnectionDetails outboxTestJdbcConnectionDetails(TestDatabase database) {
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return database.jdbcUrl();
            }

            @Override
            public String getUsername() {
                return database.username();
            }

            @Override
            public String getPassword() {
                return database.password();
            }
        };
    }
}
