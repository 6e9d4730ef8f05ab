package io.dualstream.outbox.testkit.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

class SeveralDataSourcesTest {

    private static final TestDatabase SHOP = SharedServers.postgres().createDatabase();
    private static final TestDatabase BILLING = SharedServers.postgres().createDatabase();

    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        DataSource shop() {
            return SHOP.dataSource();
        }

        @Bean
        DataSource billing() {
            return BILLING.dataSource();
        }
    }

    @Nested
    @OutboxTest
    @SpringBootTest(classes = Application.class)
    class WhenNothingSaysWhichOne {

        @Test
        void theTestNamesIt(@Autowired @Qualifier("billing") DataSource billing, RecordedEvents events) {
            RecordedEvents inBilling = RecordedEvents.in(billing, "outbox");

            publish(billing, "7");

            assertThat(inBilling.single().aggregateId()).isEqualTo("7");
            assertThatThrownBy(events::toList).hasMessageContaining("take RecordedEvents.in(dataSource, schema)");
        }
    }

    @Nested
    @OutboxTest
    @SpringBootTest(classes = Application.class, properties = "outbox.data-source=shop")
    class WhenTheApplicationSaysIt {

        @Test
        void thatOneIsMeant(@Autowired @Qualifier("shop") DataSource shop, RecordedEvents events) {
            publish(shop, "8");

            assertThat(events.single().aggregateId()).isEqualTo("8");
        }
    }

    private static void publish(DataSource dataSource, String order) {
        new JdbcTemplate(dataSource).queryForObject("select outbox.publish('order', ?, 'Placed')", Object.class, order);
    }
}
