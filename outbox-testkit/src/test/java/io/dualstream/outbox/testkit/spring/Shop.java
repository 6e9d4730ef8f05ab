package io.dualstream.outbox.testkit.spring;

import io.dualstream.outbox.db.OutboxMigrations;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** An application with an outbox, without the starter, which knows the testkit and therefore cannot be known here. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Shop {

    static final String WITHOUT_POOL =
            "spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource";

    @Bean
    InitializingBean migration(DataSource dataSource) {
        return () -> OutboxMigrations.migrate(dataSource, "outbox");
    }

    @Bean
    Orders orders(DataSource dataSource) {
        return new Orders(JdbcClient.create(dataSource));
    }

    static class Orders {

        private final JdbcClient jdbc;

        Orders(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        public UUID place(String order) {
            return tell(order, "OrderPlaced", "{\"item\": \"kite\"}");
        }

        @Transactional
        public void cancel(String order) {
            tell(order, "OrderCancelled", null);
        }

        @Transactional
        public void placeAndFail(String order) {
            place(order);
            throw new IllegalStateException("out of stock");
        }

        private UUID tell(String order, String what, @Nullable String payload) {
            return jdbc.sql("select outbox.publish('order', :id, :type, :payload::json, '{\"tenant\": \"7\"}')")
                    .param("id", order)
                    .param("type", what)
                    .param("payload", payload)
                    .query(UUID.class)
                    .single();
        }
    }
}
