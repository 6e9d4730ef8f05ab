package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds names below {@code outbox.relay} that belong to no setting, in all sources of the environment. Without an error such a
 * name would be ignored silently.
 */
final class UnknownSettings {

    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(RelayProperties.PREFIX);

    private final SettingCatalogue catalogue;
    private final RelayVariables variables;
    private final Set<ConfigurationPropertyName> names = new HashSet<>();
    private final Set<ConfigurationPropertyName> maps = new HashSet<>();
    private final Set<String> variableNames = new HashSet<>();

    UnknownSettings(SettingCatalogue catalogue, RelayVariables variables, String... others) {
        this.catalogue = catalogue;
        this.variables = variables;
        names.add(PREFIX.append("failpoint")); // used by tests that kill a relay at a certain place
        for (DeclaredSetting setting : catalogue.settings()) {
            (setting.isMap() ? maps : names).add(name(setting.name()));
            know(setting.variable(), setting.name());
        }
        for (String other : others) {
            names.add(name(other));
            know("OUTBOX_RELAY_" + other.toUpperCase(Locale.ROOT), other);
        }
    }

    private static ConfigurationPropertyName name(String name) {
        return ConfigurationPropertyName.of(RelayProperties.PREFIX + "." + name);
    }

    /** Adds the variable under its documented name and under the form that Spring also accepts, in which dashes are left out. */
    private void know(String variable, String name) {
        variableNames.add(variable);
        variableNames.add("OUTBOX_RELAY_"
                + name.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_')
                + (variable.endsWith("_") ? "_" : ""));
    }

    /** Throws {@link IllegalArgumentException} if there is any such name. */
    void refuse(ConfigurableEnvironment environment) {
        List<String> unknown = new ArrayList<>();
        for (String variable : variables.names()) {
            if (!isKnown(variable)) {
                unknown.add(sentence(variable, null, DeclaredSetting::variable));
            }
        }
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource properties
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                properties.stream()
                        .filter(PREFIX::isAncestorOf)
                        .map(properties::getConfigurationProperty)
                        .filter(property -> property != null && !isKnown(property))
                        .map(property -> sentence(
                                property.getName().toString(),
                                property,
                                setting -> RelayProperties.PREFIX + "." + setting.name()))
                        .forEach(unknown::add);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", unknown));
        }
    }

    private boolean isKnown(String variable) {
        return variableNames.contains(variable)
                || variableNames.stream().anyMatch(known -> known.endsWith("_") && variable.startsWith(known));
    }

    private boolean isKnown(ConfigurationProperty property) {
        ConfigurationPropertyName name = property.getName();
        return names.contains(name)
                || maps.stream().anyMatch(map -> map.isAncestorOf(name))
                || isEmptySection(property);
    }

    /** Whether the property is an empty section or map, which YAML makes of one whose lines are all commented out. */
    private boolean isEmptySection(ConfigurationProperty property) {
        ConfigurationPropertyName name = property.getName();
        boolean holdsSome = maps.contains(name) || names.stream().anyMatch(name::isAncestorOf);
        return holdsSome && String.valueOf(property.getValue()).isEmpty();
    }

    private String sentence(
            String written, @Nullable ConfigurationProperty property, Function<DeclaredSetting, String> form) {
        String origin = property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
        return written + " is not a setting of the relay" + origin + "; did you mean "
                + catalogue.nearest(written, form) + "?";
    }
}
