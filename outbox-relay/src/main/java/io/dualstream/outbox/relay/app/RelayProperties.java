package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The relay's settings as users write them: {@code outbox.relay.*} in YAML or as arguments, {@code OUTBOX_RELAY_*} in the
 * environment. A name that belongs to no setting is an error.
 */
public final class RelayProperties {

    public static final String PREFIX = "outbox.relay";

    static final SettingCatalogue CATALOGUE = SettingCatalogue.of(RelaySettings.class, HttpSettings.class);

    private static final SettingCatalogue OF_RELAY = SettingCatalogue.of(RelaySettings.class);

    private final Map<String, Object> given;
    private final Map<String, String> forms;

    /** {@code forms} says in which form each setting was given. */
    private RelayProperties(Map<String, Object> given, Map<String, String> forms) {
        this.given = given;
        this.forms = forms;
    }

    /**
     * Reads the settings from {@code environment}.
     *
     * @param others names below {@value #PREFIX} that belong to the host application
     * @throws IllegalArgumentException naming an unknown name and the setting that was probably meant, or a value that cannot
     *     be read and its rule
     */
    public static RelayProperties of(ConfigurableEnvironment environment, String... others) {
        return of(environment, CATALOGUE, others);
    }

    static RelayProperties of(ConfigurableEnvironment environment, SettingCatalogue catalogue, String... others) {
        RelayVariables variables = RelayVariables.of(environment);
        new UnknownSettings(catalogue, variables, others).refuse(environment);
        Binder binder = Binder.get(environment);
        Map<String, Object> given = new LinkedHashMap<>();
        Map<String, String> forms = new HashMap<>();
        for (DeclaredSetting setting : catalogue.settings()) {
            Object written = setting.isMap() ? entries(binder, variables, setting) : text(binder, setting);
            if (written != null) {
                forms.put(setting.name(), form(environment, setting));
                given.put(setting.name(), named(() -> setting.take(written), forms));
            }
        }
        return new RelayProperties(given, forms);
    }

    /** The form in which the value that counts was given: as a variable, or as a property. */
    private static String form(ConfigurableEnvironment environment, DeclaredSetting setting) {
        String property = PREFIX + "." + setting.name();
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.getConfigurationProperty(name) != null) {
                return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource
                        ? setting.variable()
                        : property;
            }
        }
        return property;
    }

    private static @Nullable String text(Binder binder, DeclaredSetting setting) {
        return binder.bind(PREFIX + "." + setting.name(), String.class).orElse(null);
    }

    private static Map<String, String> entries(Binder binder, RelayVariables variables, DeclaredSetting setting) {
        Map<String, String> entries = new LinkedHashMap<>(variables.entriesOf(setting));
        binder.bind(PREFIX + "." + setting.name(), Bindable.mapOf(String.class, String.class))
                .ifBound(entries::putAll);
        return entries;
    }

    /** The value given for the setting of that name; null if no value was given. */
    public @Nullable Object given(String setting) {
        return given.get(setting);
    }

    /** Makes the settings; throws {@link IllegalArgumentException} naming the property, the rule and the value. */
    public RelaySettings toSettings() {
        return build(toBuilder());
    }

    /** A builder with these properties, for a caller that has better defaults for settings that are not given. */
    public RelaySettingsBuilder toBuilder() {
        RelaySettingsBuilder builder = RelaySettings.builder();
        of(OF_RELAY).forEach(builder::set);
        return builder;
    }

    /** Builds the settings; an {@link IllegalArgumentException} names the property as the user wrote it. */
    public RelaySettings build(RelaySettingsBuilder builder) {
        return named(builder::build, forms);
    }

    /** The settings that {@code type} declares. */
    <T extends Record> T read(Class<T> type) {
        SettingCatalogue catalogue = SettingCatalogue.of(type);
        return named(() -> catalogue.make(type, of(catalogue)), forms);
    }

    private Map<String, Object> of(SettingCatalogue catalogue) {
        Map<String, Object> some = new LinkedHashMap<>(given);
        some.keySet().removeIf(name -> catalogue.find(name).isEmpty());
        return some;
    }

    private static <T> T named(Supplier<T> settings, Map<String, String> forms) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            String name = message.split(" ", 2)[0];
            String written = forms.getOrDefault(name, PREFIX + "." + name);
            throw new IllegalArgumentException(written + message.substring(name.length()) + hint(message), e);
        }
    }

    private static String hint(String message) {
        String name = message.replaceFirst(DeclaredSetting.MISSING + "$", "");
        return CATALOGUE
                .find(name)
                .filter(setting -> !setting.example().isEmpty())
                .map(setting -> ": set " + setting.variable() + ", e.g. " + setting.example())
                .orElse("");
    }
}
