package io.dualstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.DefaultPersistenceUnitManager;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** The host's change and its event share one fate, whoever manages the transaction. */
class TransactionManagersTest {

    private final DataSource dataSource = Databases.create().dataSource();
    private final Outbox outbox = new JdbcOutbox(dataSource);
    private final JdbcTemplate jdbc = new JdbcTemplate(dataSource);

    @Test
    void jpa() {
        try (EntityManagerFactory factory = hibernate()) {
            var transaction = new TransactionTemplate(new JpaTransactionManager(factory));
            var entities = SharedEntityManagerCreator.createSharedEntityManager(factory);

            transaction.executeWithoutResult(status -> {
                entities.persist(new PlacedOrder("dropped"));
                outbox.publish(event("dropped"));
                status.setRollbackOnly();
            });
            transaction.executeWithoutResult(status -> {
                entities.persist(new PlacedOrder("kept"));
                outbox.publish(event("kept"));
            });
        }

        assertThat(jdbc.queryForList("select number from placedorder", String.class))
                .containsExactly("kept");
        assertThat(Rows.aggregateIds(dataSource)).containsExactly("kept");
    }

    @Test
    void jooq() {
        jdbc.execute("create table placedorder (number text primary key)");
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        var jooq = DSL.using(new TransactionAwareDataSourceProxy(dataSource), SQLDialect.POSTGRES);

        transaction.executeWithoutResult(status -> {
            jooq.execute("insert into placedorder values ('dropped')");
            outbox.publish(event("dropped"));
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> {
            jooq.execute("insert into placedorder values ('kept')");
            outbox.publish(event("kept"));
        });

        assertThat(jdbc.queryForList("select number from placedorder", String.class))
                .containsExactly("kept");
        assertThat(Rows.aggregateIds(dataSource)).containsExactly("kept");
    }

    @Test
    void jooqsOwnTransactionsThroughTheConnectionDoor() {
        jdbc.execute("create table placedorder (number text primary key)");
        var connectionOutbox = new ConnectionOutbox();

        DSL.using(dataSource, SQLDialect.POSTGRES).transaction(configuration -> {
            configuration.dsl().execute("insert into placedorder values ('kept')");
            configuration.dsl().connection(connection -> connectionOutbox.publish(connection, event("kept")));
        });

        assertThat(Rows.aggregateIds(dataSource)).containsExactly("kept");
    }

    private EntityManagerFactory hibernate() {
        var units = new DefaultPersistenceUnitManager();
        units.setDefaultDataSource(dataSource);
        units.setPackagesToScan("io.dualstream.outbox");
        units.setDefaultPersistenceUnitName("orders");
        units.afterPropertiesSet();
        var factory = new LocalContainerEntityManagerFactoryBean();
        factory.setPersistenceUnitManager(units);
        factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "create"));
        factory.afterPropertiesSet();
        return Objects.requireNonNull(factory.getObject());
    }

    private static OutboxEvent event(String aggregateId) {
        return OutboxEvent.of("order", aggregateId, "OrderPlaced", Map.of());
    }

    @Entity(name = "placedorder")
    static class PlacedOrder {

        @Id
        private String number;

        protected PlacedOrder() {
            this("");
        }

        PlacedOrder(String number) {
            this.number = number;
        }
    }
}
