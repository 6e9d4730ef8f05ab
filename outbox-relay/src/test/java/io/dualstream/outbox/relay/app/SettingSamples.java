package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import io.dualstream.outbox.relay.internal.settings.Setting;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For any setting a value that is not its default, and one that breaks its rule: chosen by its type, not by its name. */
final class SettingSamples {

    private static final Map<String, String> URLS =
            Map.of("postgres.url", "jdbc:postgresql://other/shop", "redis.url", "rediss://cache:6380");

    private SettingSamples() {}

    /** Not the default, as one writes it; of a map, the value of an entry. */
    static String another(DeclaredSetting setting) {
        Class<?> type = setting.valueType();
        if (type == boolean.class) {
            return "true".equals(setting.defaultValue()) ? "false" : "true";
        }
        if (type == Duration.class) {
            return "40d";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .filter(constant -> !constant.equals(setting.defaultValue()))
                    .findFirst()
                    .orElseThrow();
        }
        if (type.isPrimitive()) {
            return setting.isSize() ? "512MB" : "77";
        }
        return URLS.getOrDefault(setting.name(), "another_1");
    }

    /** What {@code text}, one of {@link #another}, is as a value. */
    static Object value(DeclaredSetting setting, String text) {
        return setting.take(setting.isMap() ? Map.of("a.b", text) : text);
    }

    /** Out of every bound, if this type has any. */
    static String tooLittle(DeclaredSetting setting) {
        return setting.valueType() == Duration.class ? "-1ms" : setting.isSize() ? "-1B" : "-77";
    }

    /** The value that a record made of settings holds for the one of that name. */
    static @Nullable Object held(Record settings, String name) throws ReflectiveOperationException {
        return held(settings, "", name);
    }

    private static @Nullable Object held(Record settings, String section, String name)
            throws ReflectiveOperationException {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Setting declared = component.getAnnotation(Setting.class);
            String path =
                    section + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Object value = value(component, settings);
            if (declared == null) {
                Object found = held((Record) value, path + ".", name);
                if (found != null) {
                    return found;
                }
            } else if (name.equals(declared.name().isEmpty() ? path : declared.name())) {
                return value;
            }
        }
        return null;
    }

    private static Object value(RecordComponent component, Record settings) throws ReflectiveOperationException {
        component.getAccessor().trySetAccessible();
        return component.getAccessor().invoke(settings);
    }
}
