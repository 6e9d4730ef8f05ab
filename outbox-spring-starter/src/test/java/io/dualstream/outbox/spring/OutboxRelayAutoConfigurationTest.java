package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.app.RelayMetrics;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.status.RelayStartException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** One test for each promise of the wiring; nothing is started here, so no server is needed. */
class OutboxRelayAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    OutboxAutoConfiguration.class,
                    OutboxRelayAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    KafkaAutoConfiguration.class,
                    DataRedisAutoConfiguration.class))
            .withBean("lifecycleProcessor", NothingStarts.class)
            .withPropertyValues(
                    "outbox.migrate=false",
                    "outbox.relay.enabled=true",
                    "spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource",
                    "spring.datasource.url=jdbc:postgresql://db/shop",
                    "spring.datasource.username=shop",
                    "spring.datasource.password=sesame",
                    "spring.kafka.bootstrap-servers=one:9092,two:9092",
                    "spring.data.redis.host=cache");

    static final class NothingStarts extends DefaultLifecycleProcessor {
        @Override
        public void onRefresh() {}
    }

    @Test
    void runsNoRelayUnlessAskedTo() {
        application
                .withPropertyValues("outbox.relay.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(InProcessRelay.class));
    }

    @Test
    void takesTheServersOfTheHost() {
        application.run(context -> {
            assertThat(context).hasSingleBean(InProcessRelay.class);
            RelaySettings settings = context.getBean(RelaySettings.class);
            assertThat(settings.postgres().url()).isEqualTo("jdbc:postgresql://db/shop");
            assertThat(settings.postgres().username()).isEqualTo("shop");
            assertThat(settings.postgres().password()).isEqualTo("sesame");
            assertThat(settings.kafka().bootstrapServers()).isEqualTo("one:9092,two:9092");
            assertThat(settings.live().redisUrl()).isEqualTo("redis://cache:6379/0");
        });
    }

    @Test
    void findsTheHostsLoginInItsUrlToo() {
        application
                .withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://db/shop?user=shop&sslmode=require&password=open%20sesame",
                        "spring.datasource.username=", "spring.datasource.password=")
                .run(context -> {
                    RelaySettings.Postgres postgres =
                            context.getBean(RelaySettings.class).postgres();
                    assertThat(postgres.username()).isEqualTo("shop");
                    assertThat(postgres.password()).isEqualTo("open sesame");
                    assertThat(postgres.url()).isEqualTo("jdbc:postgresql://db/shop?sslmode=require");
                });
    }

    @Test
    void leavesNoQuestionMarkBehindInAUrlThatHeldOnlyTheLogin() {
        application
                .withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://db/shop?user=shop&password=sesame",
                        "spring.datasource.username=",
                        "spring.datasource.password=")
                .run(context -> assertThat(
                                context.getBean(RelaySettings.class).postgres().url())
                        .isEqualTo("jdbc:postgresql://db/shop"));
    }

    @Test
    void settingsOfTheRelayWinOverTheHosts() {
        application
                .withPropertyValues(
                        "outbox.relay.postgres.url=jdbc:postgresql://primary/shop",
                        "outbox.relay.postgres.username=relay",
                        "outbox.relay.kafka.bootstrap-servers=three:9092",
                        "outbox.relay.redis.url=redis://live:6379",
                        "outbox.relay.delivery=at-least-once")
                .run(context -> {
                    RelaySettings settings = context.getBean(RelaySettings.class);
                    assertThat(settings.postgres().url()).isEqualTo("jdbc:postgresql://primary/shop");
                    assertThat(settings.postgres().username()).isEqualTo("relay");
                    assertThat(settings.postgres().password()).isNull();
                    assertThat(settings.kafka().bootstrapServers()).isEqualTo("three:9092");
                    assertThat(settings.live().redisUrl()).isEqualTo("redis://live:6379");
                    assertThat(settings.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
                });
    }

    @Test
    void aLoginOfTheRelaysOwnGoesWithTheDatabaseOfTheHost() {
        application
                .withPropertyValues("outbox.relay.postgres.username=relay", "outbox.relay.postgres.password=secret")
                .run(context -> {
                    RelaySettings.Postgres postgres =
                            context.getBean(RelaySettings.class).postgres();
                    assertThat(postgres.url()).isEqualTo("jdbc:postgresql://db/shop");
                    assertThat(postgres.username()).isEqualTo("relay");
                    assertThat(postgres.password()).isEqualTo("secret");
                });
    }

    @Test
    void readsTheSchemaTheHostWritesTo() {
        application.withPropertyValues("outbox.schema=messages").run(context -> {
            RelaySettings.Postgres postgres =
                    context.getBean(RelaySettings.class).postgres();
            assertThat(postgres.schema()).isEqualTo("messages");
            assertThat(postgres.publication()).isEqualTo("messages_event");
        });
    }

    @Test
    void logsInToKafkaAsTheHostDoes() {
        application
                .withPropertyValues(
                        "spring.kafka.security.protocol=SASL_SSL",
                        "spring.kafka.properties.sasl.mechanism=PLAIN",
                        "spring.kafka.properties.client.id=host",
                        "outbox.relay.kafka.properties.client.id=relay")
                .run(context -> assertThat(
                                context.getBean(RelaySettings.class).kafka().properties())
                        .containsEntry("security.protocol", "SASL_SSL")
                        .containsEntry("sasl.mechanism", "PLAIN")
                        .containsEntry("client.id", "relay"));
    }

    @Test
    void logsInToRedisAsTheHostDoes() {
        application
                .withPropertyValues(
                        "spring.data.redis.username=shop",
                        "spring.data.redis.password=p@ss word",
                        "spring.data.redis.database=3")
                .run(context -> assertThat(
                                context.getBean(RelaySettings.class).live().redisUrl())
                        .isEqualTo("redis://shop:p%40ss%20word@cache:6379/3"));
    }

    @Test
    void hasNoLivePathWhenThatIsSwitchedOff() {
        application
                .withPropertyValues("outbox.relay.live.enabled=false")
                .run(context -> assertThat(
                                context.getBean(RelaySettings.class).live().redisUrl())
                        .isNull());
    }

    @Test
    void refusesARedisThatIsNotOneServer() {
        application
                .withPropertyValues("spring.data.redis.cluster.nodes=a:6379,b:6379")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("outbox.relay.redis.url is missing"));
    }

    @Test
    void worksWithoutTheClientsOfTheHost() {
        application
                .withClassLoader(new FilteredClassLoader(
                        KafkaConnectionDetails.class, DataRedisConnectionDetails.class, MeterRegistry.class))
                .withPropertyValues("outbox.relay.kafka.bootstrap-servers=one:9092")
                .run(context -> assertThat(
                                context.getBean(RelaySettings.class).live().redisUrl())
                        .isNull());
    }

    @Test
    void saysWhichSettingIsMissing() {
        application
                .withClassLoader(new FilteredClassLoader(KafkaConnectionDetails.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("kafka.bootstrap-servers is missing"));
    }

    @Test
    void refusesASettingThatTheRelayDoesNotHave() {
        application
                .withPropertyValues("outbox.relay.kafka.topic-prefx=orders.")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("outbox.relay.kafka.topic-prefx is not a setting of the relay")
                        .hasMessageEndingWith("did you mean outbox.relay.kafka.topic-prefix?"));
    }

    @Test
    void refusesAVariableThatNamesNoSettingOfTheRelay() {
        withVariables(Map.of("OUTBOX_RELAY_RETENTON", "0", "OUTBOX_SCHEMA", "messages"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessage("OUTBOX_RELAY_RETENTON is not a setting of the relay;"
                                + " did you mean OUTBOX_RELAY_RETENTION?"));
    }

    @Test
    void readsVariables() {
        withVariables(Map.of(
                        "OUTBOX_RELAY_RETENTION", "9d", "OUTBOX_RELAY_ENABLED", "true", "OUTBOX_SCHEMA", "messages"))
                .run(context -> {
                    RelaySettings settings = context.getBean(RelaySettings.class);
                    assertThat(settings.retention()).isEqualTo(Duration.ofDays(9));
                    assertThat(settings.postgres().schema()).isEqualTo("messages");
                });
    }

    private ApplicationContextRunner withVariables(Map<String, Object> variables) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        return application.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .replace(name, new SystemEnvironmentPropertySource(name, variables)));
    }

    @Test
    void measuresIntoTheRegistryOfTheHost() {
        application
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> assertThat(context)
                        .hasSingleBean(RelayMetrics.class)
                        .getBean(MeterRegistry.class)
                        .satisfies(registry -> assertThat(registry.get("outbox.relay.state")
                                        .tags("path", "durable", "state", "new")
                                        .gauge()
                                        .value())
                                .isEqualTo(1)));
    }

    @Test
    void saysWhyTheRelayCouldNotStart() {
        FailureAnalysis analysis = new RelayStartFailureAnalyzer()
                .analyze(new ApplicationContextException("", new RelayStartException("wal_level is 'replica'")));

        assertThat(analysis)
                .extracting(FailureAnalysis::getDescription, as(InstanceOfAssertFactories.STRING))
                .contains("wal_level is 'replica'");
        assertThat(new RelayStartFailureAnalyzer()
                        .analyze(new RelayStartException(
                                "Login 'shop' may not replicate; run: alter role shop replication")))
                .extracting(FailureAnalysis::getAction, as(InstanceOfAssertFactories.STRING))
                .startsWith("Run that statement as a superuser, or give the relay a login of its own, with "
                        + "outbox.relay.postgres.username and outbox.relay.postgres.password, or run");
    }
}
