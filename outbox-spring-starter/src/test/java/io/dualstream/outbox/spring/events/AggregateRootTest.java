package io.dualstream.outbox.spring.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dualstream.outbox.Outboxed;
import io.dualstream.outbox.spring.Wired;
import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.domain.AbstractAggregateRoot;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;

/** Aggregate roots of Spring Data, as they are: saving one records what it registered. */
class AggregateRootTest {

    @Configuration(proxyBeanMethods = false)
    @EnableOutboxServers
    @EnableJdbcRepositories(considerNestedRepositories = true)
    static class Shop {}

    interface Baskets extends CrudRepository<Basket, Long> {}

    @Table("basket")
    static final class Basket extends AbstractAggregateRoot<Basket> {

        @Id
        @SuppressWarnings("unused") // by Spring Data alone
        private @Nullable Long id;

        private final String customer;

        Basket(String customer) {
            this.customer = customer;
        }

        Basket checkOut(String number) {
            return andEvent(new CheckedOut(number, customer));
        }
    }

    @Outboxed(aggregateType = "basket", aggregateId = "number")
    record CheckedOut(String number, String customer) {}

    @Test
    void recordTheirEventsWhenTheyAreSaved() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        Wired.OUTBOX,
                        OutboxEventsAutoConfiguration.class,
                        JacksonAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        DataJdbcRepositoriesAutoConfiguration.class))
                .withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
                .withUserConfiguration(Shop.class)
                .run(context -> {
                    JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                    jdbc.execute("create table basket (id bigserial primary key, customer text)");

                    context.getBean(Baskets.class).save(new Basket("Ada").checkOut("B-1"));

                    assertThat(jdbc.queryForObject("select count(*) from basket", Integer.class))
                            .isEqualTo(1);
                    assertThat(jdbc.queryForList("select aggregate_id, payload::text as payload from outbox.event"))
                            .extracting(row -> row.get("aggregate_id"), row -> row.get("payload"))
                            .containsExactly(tuple("B-1", "{\"number\":\"B-1\",\"customer\":\"Ada\"}"));
                });
    }
}
