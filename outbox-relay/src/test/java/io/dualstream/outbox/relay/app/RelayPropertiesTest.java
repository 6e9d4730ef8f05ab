package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettings.Delivery;
import io.dualstream.outbox.relay.config.RelaySettings.LivePayload;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class RelayPropertiesTest {

    private static final Map<String, Object> REQUIRED = Map.of(
            "OUTBOX_RELAY_POSTGRES_URL", "jdbc:postgresql://db/shop",
            "OUTBOX_RELAY_POSTGRES_USERNAME", "relay",
            "OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");

    @Test
    void defaultsAreThoseOfTheBuilder() {
        assertThat(fromEnvironment(Map.of()).toSettings())
                .isEqualTo(RelaySettings.builder()
                        .postgres("jdbc:postgresql://db/shop", "relay", null)
                        .kafka("kafka:9092")
                        .build());
    }

    @Test
    void readsThePublicEnvironmentContract() {
        RelaySettings settings = fromEnvironment(Map.of(
                        "OUTBOX_RELAY_POSTGRES_PASSWORD", "secret",
                        "OUTBOX_RELAY_REDIS_URL", "redis://cache:6379",
                        "OUTBOX_RELAY_DELIVERY", "at-least-once",
                        "OUTBOX_RELAY_MIGRATE", "true",
                        "OUTBOX_RELAY_LIVE_PAYLOAD", "full",
                        "OUTBOX_RELAY_LIVE_STREAM_MAX_LENGTH", "77",
                        "OUTBOX_RELAY_HTTP_PORT", "0"))
                .toSettings();

        assertThat(settings.postgres().password()).isEqualTo("secret");
        assertThat(settings.live().redisUrl()).isEqualTo("redis://cache:6379");
        assertThat(settings.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
        assertThat(settings.migrate()).isTrue();
        assertThat(settings.live().payload()).isEqualTo(LivePayload.FULL);
        assertThat(settings.live().streamMaxLength()).isEqualTo(77);
    }

    @Test
    void handsAnyClientPropertyThrough() {
        RelaySettings settings = bind(Map.of(
                        "outbox.relay.kafka.properties.compression.type", "zstd",
                        "outbox.relay.postgres.debezium.max.queue.size", "16384"))
                .toSettings();

        assertThat(settings.kafka().properties()).containsExactly(Map.entry("compression.type", "zstd"));
        assertThat(settings.postgres().debezium()).containsExactly(Map.entry("max.queue.size", "16384"));
    }

    @Test
    void publicationFollowsTheSchema() {
        assertThat(bind(Map.of("outbox.relay.postgres.schema", "events"))
                        .toSettings()
                        .postgres()
                        .publication())
                .isEqualTo("events_event");
    }

    @Test
    void livePathCanBeSwitchedOffWhereRedisIsKnown() {
        assertThat(bind(Map.of("outbox.relay.redis.url", "redis://cache:6379", "outbox.relay.live.enabled", "false"))
                        .toSettings()
                        .live()
                        .redisUrl())
                .isNull();
    }

    @Test
    void aMissingSettingIsNamedWithItsVariableAndAnExample() {
        Throwable failure = catchThrowable(
                () -> RelayProperties.of(new StandardEnvironment()).toSettings());

        assertThat(StartFailure.sentence(failure))
                .contains("outbox.relay.postgres.url is missing:"
                        + " set OUTBOX_RELAY_POSTGRES_URL, e.g. jdbc:postgresql://localhost:5432/shop");
    }

    private static RelayProperties fromEnvironment(Map<String, Object> variables) {
        return bind(variables, Map.of());
    }

    private static RelayProperties bind(Map<String, Object> properties) {
        return bind(Map.of(), properties);
    }

    private static RelayProperties bind(Map<String, Object> variables, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(REQUIRED);
        all.putAll(variables);
        String system = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        var environment = new StandardEnvironment();
        environment.getPropertySources().replace(system, new SystemEnvironmentPropertySource(system, all));
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return RelayProperties.of(environment);
    }
}
