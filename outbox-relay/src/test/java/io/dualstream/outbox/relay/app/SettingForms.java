package io.dualstream.outbox.relay.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Each way to give the relay a setting. */
enum SettingForms {
    ARGUMENT,
    ENVIRONMENT,
    YAML,
    SYSTEM_PROPERTY;

    private static final Map<String, String> REQUIRED = Map.of(
            "postgres.url", "jdbc:postgresql://db/shop",
            "postgres.username", "relay",
            "kafka.bootstrap-servers", "kafka:9092");

    /** An environment in which {@code given}, by name, is written in this form, and what is required beside it in YAML. */
    ConfigurableEnvironment with(Map<String, String> given) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        Map<String, String> required = new HashMap<>(REQUIRED);
        required.keySet().removeAll(given.keySet());
        environment.getPropertySources().addLast(source(given));
        environment.getPropertySources().addLast(yaml("required", required));
        return environment;
    }

    private PropertySource<?> source(Map<String, String> given) {
        return switch (this) {
            case ARGUMENT ->
                new SimpleCommandLinePropertySource(given.entrySet().stream()
                        .map(setting -> "--" + fullName(setting.getKey()) + "=" + setting.getValue())
                        .toArray(String[]::new));
            case ENVIRONMENT -> {
                Map<String, Object> variables = new LinkedHashMap<>();
                given.forEach((name, value) -> variables.put(variable(name), value));
                yield new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables);
            }
            case YAML -> yaml("application.yml", given);
            case SYSTEM_PROPERTY ->
                new PropertiesPropertySource(
                        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                        given.entrySet().stream()
                                .collect(Collectors.toMap(
                                        setting -> fullName(setting.getKey()),
                                        Map.Entry::getValue,
                                        (one, other) -> other,
                                        Properties::new)));
        };
    }

    /** How this form writes the setting of that name. */
    String written(String name) {
        return this == ENVIRONMENT ? variable(name) : fullName(name);
    }

    private static String fullName(String name) {
        return RelayProperties.PREFIX + "." + name;
    }

    /** By the documented rule, not by {@link DeclaredSetting#variable}. */
    private static String variable(String name) {
        return "OUTBOX_RELAY_" + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private static PropertySource<?> yaml(String name, Map<String, String> given) {
        String text = given.entrySet().stream()
                .map(setting -> fullName(setting.getKey()) + ": '" + setting.getValue() + "'")
                .collect(Collectors.joining("\n", "spring.main.banner-mode: off\n", "\n"));
        try {
            return new YamlPropertySourceLoader()
                    .load(name, new ByteArrayResource(text.getBytes(UTF_8), name))
                    .get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
