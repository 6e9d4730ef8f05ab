package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import io.dualstream.outbox.relay.internal.settings.Setting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Over the whole catalogue, so that a new setting is tested by its declaration. */
class SettingsTest {

    @ParameterizedTest
    @EnumSource
    void everySettingIsReadInEveryForm(SettingForms form) throws ReflectiveOperationException {
        SoftAssertions softly = new SoftAssertions();
        for (DeclaredSetting setting : RelayProperties.CATALOGUE.settings()) {
            String text = SettingSamples.another(setting);
            Map<String, String> given = new HashMap<>();
            given.put(setting.name() + (setting.isMap() ? ".a.b" : ""), text);
            if (setting.name().equals("live.min-poll-interval")
                    || setting.name().equals("backoff.initial")) {
                given.put(setting.name().replace("min", "max").replace("initial", "max"), text);
            }
            if (setting.name().equals("postgres.heartbeat-interval")) {
                given.put("wal.stale-after", "120d");
            }
            if (setting.name().equals("live.max-catch-up")) {
                given.put("retention", "0");
            }
            RelayProperties properties = RelayProperties.of(form.with(given));
            Object held = SettingSamples.held(properties.toSettings(), setting.name());
            if (held == null) {
                held = SettingSamples.held(properties.read(HttpSettings.class), setting.name());
            }
            softly.assertThat(held).as(setting.name()).isEqualTo(SettingSamples.value(setting, text));
        }
        softly.assertAll();
    }

    @Test
    void everyRuleIsSaidToWhoeverBreaksIt() {
        SoftAssertions softly = new SoftAssertions();
        for (DeclaredSetting setting : RelayProperties.CATALOGUE.settings()) {
            Class<?> type = setting.valueType();
            String name = setting.name() + (setting.isMap() ? ".a.b" : "");
            if (type != String.class) {
                softly.assertThat(sentence(name, "x"))
                        .startsWith("outbox.relay." + name + " must be ")
                        .endsWith(", was 'x'");
            } else if (setting.markdown().contains("; ")
                    && !setting.isMap()
                    && !setting.name().startsWith("http")) {
                softly.assertThat(sentence(name, "?")).startsWith("outbox.relay." + name + " must be ");
            }
            if (type == Duration.class || (type.isPrimitive() && type != boolean.class)) {
                String value = SettingSamples.tooLittle(setting);
                softly.assertThat(sentence(name, value))
                        .as("%s needs a lower bound", name)
                        .matches("outbox\\.relay\\.%s must be at least .+, was %s".formatted(name, value));
            }
        }
        softly.assertAll();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name              | a b  | must be 1 to 60 letters, digits, '.', '_' or '-', was 'a b'
            retention         | 1m   | must be at least live.max-catch-up (5m), was 1m
            wal.stale-after   | 1s   | must be at least 3 x postgres.heartbeat-interval (30s), was 1s
            wal.max-retained  | big  | must be a size such as 500MB or 20GB, was 'big'
            backoff.max       | 1ms  | must be at least backoff.initial (200ms), was 1ms
            backoff.max       | soon | must be a duration such as 500ms or 10s, was 'soon'
            migrate           | si   | must be true or false, was 'si'
            delivery          | once | must be one of exactly-once, at-least-once, was 'once'
            http.port         | 70000 | must be at most 65535, was 70000
            kafka.partitions  | many | must be a whole number, was 'many'
            dead-letters.policies.order | lose | must be one of skip, park-key, halt, was 'lose'
            """)
    void aRuleIsASentence(String name, String value, String rule) {
        assertThat(sentence(name, value)).isEqualTo("outbox.relay." + name + " " + rule);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRuleIsSaidOfTheFormInWhichTheValueWasGiven(SettingForms form) {
        assertThat(refusal(form.with(Map.of("migrate", "si"))))
                .isEqualTo(form.written("migrate") + " must be true or false, was 'si'");
        assertThat(refusal(form.with(Map.of("retention", "1m"))))
                .startsWith(form.written("retention") + " must be at least live.max-catch-up (5m), was 1m");
    }

    @Test
    void aUrlOfSeveralServersMustLeadToThePrimary() {
        assertThat(sentence("postgres.url", "jdbc:postgresql://one,two/shop"))
                .startsWith("outbox.relay.postgres.url names several servers: it needs targetServerType=primary");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres.url, jdbc:mysql://u:sesame@db/shop?password=sesame",
        "redis.url, relay:sesame@cache:6379",
        "kafka.propertys.sasl.jaas.config, sesame",
        "http.tokn, sesame"
    })
    void noMessageShowsASecret(String name, String value) {
        assertThat(sentence(name, value)).startsWith("outbox.relay." + name).doesNotContain("sesame");
    }

    @ParameterizedTest
    @EnumSource
    void aMisspelledNameIsRefusedInEveryForm(SettingForms form) {
        SoftAssertions softly = new SoftAssertions();
        Map<String, String> misspelled = Map.of(
                "retenton", "retention",
                "kafka.bootstrap-server", "kafka.bootstrap-servers",
                "livepayload", "live.payload",
                "postgres.lease-timeout-ms", "postgres.lease-timeout");
        misspelled.forEach((wrong, right) -> softly.assertThat(refusal(form.with(Map.of(wrong, "1"))))
                .startsWith(form.written(wrong) + " is not a setting of the relay")
                .endsWith("; did you mean " + form.written(right) + "?"));
        softly.assertAll();
    }

    @Test
    void aNameOfTheHostsIsNone() {
        assertThat(refusal(SettingForms.ENVIRONMENT.with(Map.of("enabled", "true"))))
                .startsWith("OUTBOX_RELAY_ENABLED is not a setting");
        assertThat(RelayProperties.of(SettingForms.ENVIRONMENT.with(Map.of("enabled", "true")), "enabled"))
                .isNotNull();
    }

    /** {@code enableServiceLinks}, which is the default. */
    @Test
    void variablesThatKubernetesMakesOfAServiceAreLeftAlone() {
        Map<String, String> links = Map.of(
                "service_host", "10.0.0.1",
                "service_port", "8090",
                "service_port_http", "8090",
                "port", "tcp://10.0.0.1:8090",
                "port_8090_tcp", "tcp://10.0.0.1:8090",
                "port_8090_tcp_addr", "10.0.0.1");
        assertThat(RelayProperties.of(SettingForms.ENVIRONMENT.with(links)).toSettings())
                .isNotNull();
        assertThat(refusal(SettingForms.ENVIRONMENT.with(Map.of("port", "8090"))))
                .startsWith("OUTBOX_RELAY_PORT is not a setting of the relay");
    }

    @Test
    void variablesOfOthersAreLeftAlone() {
        ConfigurableEnvironment environment = SettingForms.YAML.with(Map.of());
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of("OUTBOX_SCHEMA", "shop", "OUTBOX_REQUIRE_TOOLS", "true", "OUTBOX_RELAYS", "2")));
        assertThat(RelayProperties.of(environment).toSettings()).isNotNull();
    }

    @Test
    void anEmptySectionOfYamlIsNone() {
        assertThat(RelayProperties.of(SettingForms.YAML.with(Map.of("kafka", "", "dead-letters.policies", "")))
                        .toSettings())
                .isNotNull();
    }

    @Test
    void helpListsEverySetting() {
        assertThat(RelayProperties.CATALOGUE.settings())
                .hasSizeGreaterThan(40)
                .allSatisfy(setting ->
                        assertThat(Usage.help()).contains("  " + setting.name(), "   " + setting.variable()));
    }

    /** The builder's typed methods are a convenience: {@code set} reaches every setting, by its name. */
    @Test
    void theBuilderSetsEverySettingByItsName() throws ReflectiveOperationException {
        for (DeclaredSetting setting : SettingCatalogue.of(RelaySettings.class).settings()) {
            Object value = SettingSamples.value(setting, SettingSamples.another(setting));
            RelaySettings settings = RelaySettings.builder()
                    .set("retention", "0")
                    .set("wal.stale-after", "120d")
                    .set("live.max-poll-interval", "40d")
                    .set("backoff.max", "40d")
                    .postgres("jdbc:postgresql://db/shop", "relay", null)
                    .kafka("kafka:9092")
                    .set(setting.name(), setting.name().equals("wal.stale-after") ? "130d" : value)
                    .build();
            if (!setting.name().equals("wal.stale-after")) {
                assertThat(SettingSamples.held(settings, setting.name())).isEqualTo(value);
            }
        }
        assertThat(catchThrowable(() -> RelaySettings.builder().set("kafka.partition", 1)))
                .hasMessage("kafka.partition is not a setting of the relay; did you mean kafka.partitions?");
    }

    /** All it takes to add a setting, but for what it does. */
    record Fresh(Pace pace) {

        record Pace(
                @Setting(value = "rows a second, at most", usual = "40", atLeast = "1")
                int rowsPerSecond) {}
    }

    @Test
    void aDeclarationIsEnough() {
        SettingCatalogue catalogue = SettingCatalogue.of(RelaySettings.class, Fresh.class);
        for (SettingForms form : SettingForms.values()) {
            RelayProperties properties = RelayProperties.of(form.with(Map.of("pace.rows-per-second", "7")), catalogue);
            assertThat(properties.read(Fresh.class).pace().rowsPerSecond()).isEqualTo(7);
        }
        assertThat(RelayProperties.of(SettingForms.YAML.with(Map.of()), catalogue)
                        .read(Fresh.class)
                        .pace()
                        .rowsPerSecond())
                .isEqualTo(40);
        assertThat(catchThrowable(() -> RelayProperties.of(
                        SettingForms.ENVIRONMENT.with(Map.of("pace.row-per-second", "7")), catalogue)))
                .hasMessageEndingWith("did you mean OUTBOX_RELAY_PACE_ROWS_PER_SECOND?");
        assertThat(Usage.settings(catalogue)).contains("pace.rows-per-second   OUTBOX_RELAY_PACE_ROWS_PER_SECOND");
        assertThat(SettingDocuments.table(catalogue))
                .contains("| `pace.rows-per-second` | `PACE_ROWS_PER_SECOND` | `40` | rows a second, at most;"
                        + " at least `1` |");
        assertThat(SettingDocuments.metadata(catalogue)).contains("\"outbox.relay.pace.rows-per-second\"");
    }

    private static String sentence(String name, String value) {
        return refusal(SettingForms.ARGUMENT.with(Map.of(name, value)));
    }

    private static String refusal(ConfigurableEnvironment environment) {
        Throwable failure = catchThrowable(() -> {
            RelayProperties properties = RelayProperties.of(environment);
            properties.toSettings();
            properties.read(HttpSettings.class);
        });
        assertThat(failure).as("refusal").isNotNull();
        return StartFailure.sentence(failure).orElseThrow(() -> new AssertionError("nobody foresaw", failure));
    }
}
