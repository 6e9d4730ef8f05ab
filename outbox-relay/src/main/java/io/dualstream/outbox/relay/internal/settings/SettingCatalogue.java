package io.dualstream.outbox.relay.internal.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every setting that some records declare: each component is a {@link Setting}, or a record that is a section of its own.
 */
public final class SettingCatalogue {

    private final Map<String, DeclaredSetting> byName = new LinkedHashMap<>();

    private SettingCatalogue() {}

    public static SettingCatalogue of(Class<?>... records) {
        SettingCatalogue catalogue = new SettingCatalogue();
        for (Class<?> type : records) {
            catalogue.declare(type, "");
        }
        return catalogue;
    }

    private void declare(Class<?> type, String section) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Setting.class)) {
                DeclaredSetting setting = new DeclaredSetting(component, section);
                byName.put(setting.name(), setting);
            } else {
                declare(component.getType(), nested(section, component));
            }
        }
    }

    private static String nested(String section, RecordComponent component) {
        return section + DeclaredSetting.kebab(component.getName()) + ".";
    }

    /** The settings, in the order of their declarations. */
    public Collection<DeclaredSetting> settings() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The setting of that name, or the map to which an entry of that name belongs. */
    public Optional<DeclaredSetting> find(String name) {
        DeclaredSetting exact = byName.get(name);
        return exact != null
                ? Optional.of(exact)
                : byName.values().stream()
                        .filter(setting -> setting.isMap() && name.startsWith(setting.name() + "."))
                        .findFirst();
    }

    /** The setting of that name. Throws {@link IllegalArgumentException} with the most similar name if there is none. */
    public DeclaredSetting get(String name) {
        DeclaredSetting setting = byName.get(name);
        if (setting == null) {
            throw new IllegalArgumentException(name + " is not a setting of the relay; did you mean "
                    + nearest(name, DeclaredSetting::name) + "?");
        }
        return setting;
    }

    /** The name most similar to {@code written}. {@code form} gives the way in which a setting is written. */
    public String nearest(String written, Function<DeclaredSetting, String> form) {
        return byName.values().stream()
                .map(form)
                .min(Comparator.comparing(known -> distance(written, known)))
                .orElseThrow();
    }

    /** The number of letters to change, add or remove. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    /**
     * Makes a record with the values given by name, and with defaults for all other settings.
     *
     * @throws IllegalArgumentException naming the setting, the rule and the value
     */
    public <T extends Record> T make(Class<T> type, Map<String, ?> given) {
        Map<String, Object> values = new HashMap<>();
        given.forEach((name, value) -> values.put(name, get(name).take(value)));
        return type.cast(make(type, "", values));
    }

    private Object make(Class<?> type, String section, Map<String, Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] arguments = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            arguments[i] = component.isAnnotationPresent(Setting.class)
                    ? valueOf(new DeclaredSetting(component, section), values)
                    : make(component.getType(), nested(section, component), values);
        }
        return construct(type, arguments);
    }

    private @Nullable Object valueOf(DeclaredSetting setting, Map<String, Object> values) {
        Object value = values.get(setting.name());
        if (value == null) {
            value = setting.usualValue(other -> Objects.requireNonNull(valueOf(get(other), values), other));
        }
        if (value == null && setting.isRequired()) {
            throw new IllegalArgumentException(setting.name() + DeclaredSetting.MISSING);
        }
        return value;
    }

    private static Object construct(Class<?> type, @Nullable Object[] arguments) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.trySetAccessible();
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks the values that a record's compact constructor was given, sections included.
     *
     * @param given the values of all components, in their order
     * @throws IllegalArgumentException naming the setting, the rule and the value
     */
    public void check(Class<? extends Record> type, @Nullable Object... given) {
        RecordComponent[] components = type.getRecordComponents();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < components.length; i++) {
            collect(components[i], "", given[i], values);
        }
        values.forEach((name, value) ->
                get(name).check(value, other -> Objects.requireNonNull(values.get(other), other)));
    }

    private static void collect(
            RecordComponent component, String section, @Nullable Object value, Map<String, @Nullable Object> into) {
        if (component.isAnnotationPresent(Setting.class)) {
            into.put(new DeclaredSetting(component, section).name(), value);
            return;
        }
        for (RecordComponent inner : component.getType().getRecordComponents()) {
            collect(inner, nested(section, component), read(inner, Objects.requireNonNull(value)), into);
        }
    }

    private static @Nullable Object read(RecordComponent component, Object section) {
        try {
            component.getAccessor().trySetAccessible();
            return component.getAccessor().invoke(section);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
