package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The environment variables {@code OUTBOX_RELAY_*}. Spring cannot report variables that belong to no setting, and does not find
 * the entries of a map whose own name has a dash.
 *
 * @param values the values by name, which is in upper case, with underscores
 */
record RelayVariables(Map<String, String> values) {

    private static final String PREFIX = "OUTBOX_RELAY_";
    private static final String SERVICE_HOST = "_SERVICE_HOST";

    /** Variables that Kubernetes adds to every container for each service. */
    private static final String SERVICE_LINK =
            "SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?";

    static RelayVariables of(ConfigurableEnvironment environment) {
        Map<String, String> values = new TreeMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof SystemEnvironmentPropertySource variables) {
                variables.getSource().forEach((name, value) -> values.put(normal(name), String.valueOf(value)));
            }
        }
        values.keySet().removeIf(name -> !name.startsWith(PREFIX));
        return new RelayVariables(values);
    }

    private static String normal(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The names, except those that Kubernetes made for a service whose name begins with {@code outbox-relay}. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(values.keySet());
        values.keySet().stream()
                .filter(name -> name.endsWith(SERVICE_HOST))
                .map(name -> name.substring(0, name.length() - SERVICE_HOST.length() + 1))
                .forEach(service -> names.removeIf(name -> name.startsWith(service)
                        && name.substring(service.length()).matches(SERVICE_LINK)));
        return names;
    }

    /** The entries of a map, by their keys in lower case, with dots. */
    Map<String, String> entriesOf(DeclaredSetting map) {
        Map<String, String> entries = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(map.variable())) {
                String key = name.substring(map.variable().length());
                entries.put(key.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return entries;
    }
}
