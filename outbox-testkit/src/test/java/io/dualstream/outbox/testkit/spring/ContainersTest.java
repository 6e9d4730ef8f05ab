package io.dualstream.outbox.testkit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Whoever brings a container gets his container: declared in each of the ways that Spring Boot knows. */
class ContainersTest {

    private static final TestDatabase CONTAINED = SharedServers.postgres().createDatabase("in_a_container");

    /** A container as Spring Boot sees one; this machine may have no Docker to run it. */
    static class Container extends PostgreSQLContainer {
        Container() {
            super("postgres:18");
        }

        @Override
        public String getDockerImageName() {
            return "postgres:18";
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getJdbcUrl() {
            return CONTAINED.jdbcUrl();
        }

        @Override
        public String getUsername() {
            return CONTAINED.username();
        }

        @Override
        public String getPassword() {
            return CONTAINED.password();
        }
    }

    @Nested
    @OutboxTest
    @SpringBootTest(classes = Shop.class, properties = Shop.WITHOUT_POOL)
    class AsAStaticField {

        @ServiceConnection
        static final Container POSTGRES = new Container();

        @Test
        void isTakenInsteadOfOurs(@Autowired DataSource dataSource, @Autowired ObjectProvider<TestDatabase> ours)
                throws SQLException {
            assertIsContained(dataSource, ours);
        }
    }

    @Nested
    @OutboxTest
    @Import(WithContainer.class)
    @SpringBootTest(classes = Shop.class, properties = Shop.WITHOUT_POOL)
    class AsABean {

        @Test
        void isTakenInsteadOfOurs(@Autowired DataSource dataSource, @Autowired ObjectProvider<TestDatabase> ours)
                throws SQLException {
            assertIsContained(dataSource, ours);
        }
    }

    @Nested
    @EnableOutboxServers
    @Import(WithContainer.class)
    @SpringBootTest(classes = Shop.class, properties = Shop.WITHOUT_POOL)
    class AsABeanBesideOurKafkaAndRedis {

        @Test
        void isTakenInsteadOfOurs(@Autowired DataSource dataSource, @Autowired ObjectProvider<TestDatabase> ours)
                throws SQLException {
            assertIsContained(dataSource, ours);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithContainer {

        @Bean
        @ServiceConnection
        Container postgres() {
            return new Container();
        }
    }

    private static void assertIsContained(DataSource dataSource, ObjectProvider<TestDatabase> ours)
            throws SQLException {
        assertThat(ours).isEmpty();
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getCatalog()).isEqualTo("in_a_container");
        }
    }
}
