package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Two instances of one application, each with the relay inside, on real servers. */
class RelayHandoverTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Instance {

        @Bean
        Running running() {
            return new Running();
        }

        /** Closed before the DataSource it was given. */
        @Bean(destroyMethod = "close")
        LastLook lastLook(DataSource dataSource, InProcessRelay relay) {
            return new LastLook(relay);
        }
    }

    static final class Running implements RelayListener {

        private final CountDownLatch leads = new CountDownLatch(1);
        private final CountDownLatch standsBy = new CountDownLatch(1);

        @Override
        public void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
            if (path == RelayStatus.Path.DURABLE && to == RelayStatus.State.RUNNING) {
                leads.countDown();
            }
            if (path == RelayStatus.Path.DURABLE && to == RelayStatus.State.STANDBY) {
                standsBy.countDown();
            }
        }

        void awaitLead() throws InterruptedException {
            assertThat(leads.await(3, TimeUnit.MINUTES)).isTrue();
        }

        void awaitStandby() throws InterruptedException {
            assertThat(standsBy.await(3, TimeUnit.MINUTES)).isTrue();
            assertThat(leads.getCount()).isOne();
        }
    }

    static final class LastLook implements AutoCloseable {

        private static final List<RelayStatus.State> SEEN = new ArrayList<>();

        private final InProcessRelay relay;

        LastLook(InProcessRelay relay) {
            this.relay = relay;
        }

        @Override
        public void close() {
            SEEN.add(relay.status().durable().state());
        }
    }

    private final TestDatabase database = SharedServers.postgres().createDatabase();
    private final String name = "handover_" + Long.toString(System.nanoTime(), 36);

    @Test
    @SuppressWarnings("try") // closing one of them is what the other waits for
    void oneLeadsUntilItIsClosedAndThenTheOther() throws InterruptedException {
        ConfigurableApplicationContext second;
        try (ConfigurableApplicationContext first = start()) {
            first.getBean(Running.class).awaitLead();
            second = start();
            second.getBean(Running.class).awaitStandby();
        }
        try (second) {
            second.getBean(Running.class).awaitLead();

            assertThat(LastLook.SEEN).containsExactly(RelayStatus.State.STOPPED);
        }
    }

    private ConfigurableApplicationContext start() {
        SpringApplication application = new SpringApplication(Instance.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--outbox.migrate=false",
                "--outbox.relay.enabled=true",
                "--outbox.relay.name=" + name,
                "--outbox.relay.postgres.slot=" + name,
                "--outbox.relay.kafka.bootstrap-servers="
                        + SharedServers.kafka().bootstrapServers());
    }
}
