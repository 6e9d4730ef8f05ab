package io.dualstream.outbox.relay.internal.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One setting, read from the {@link Setting} that declares it. */
public final class DeclaredSetting {

    /** The end of a message about a required setting that was not given. */
    public static final String MISSING = " is missing";

    private final String name;
    private final Setting declared;
    private final SettingType type;
    private final boolean optional;

    DeclaredSetting(RecordComponent component, String section) {
        this.declared = component.getAnnotation(Setting.class);
        this.name = declared.name().isEmpty() ? section + kebab(component.getName()) : declared.name();
        this.type = SettingType.of(component, declared.bytes());
        this.optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The name, such as {@code postgres.lease-timeout}. */
    public String name() {
        return name;
    }

    /** The environment variable of the setting; for a map, the prefix of the variables of its entries. */
    public String variable() {
        return WrittenSetting.variable(name) + (isMap() ? "_" : "");
    }

    /** Whether names below this name are entries of this setting. */
    public boolean isMap() {
        return type.isMap();
    }

    /** The rule for the setting's text; empty if any text is valid. */
    public String rule() {
        return declared.rule().replace('`', '\'');
    }

    /** A value to show if the setting is missing; may be empty. */
    public String example() {
        return declared.example();
    }

    /** The type of the value; for a map, the type of the entries' values. */
    public Class<?> valueType() {
        SettingType entries = type.entries();
        return entries == null ? type.java() : entries.java();
    }

    /** Whether the value is a size in bytes, written as {@code 500MB}. */
    public boolean isSize() {
        return declared.bytes();
    }

    public boolean isRequired() {
        return !optional && !isMap() && declared.usual().isEmpty();
    }

    /** The default as users write it; null if there is none, or if it derives from another setting. */
    public @Nullable String defaultValue() {
        return declared.usual().isEmpty() || usual().derives() ? null : declared.usual();
    }

    /** The default in Markdown, for a table, or what applies without a default. */
    public String defaultMarkdown() {
        if (isRequired()) {
            return "required";
        }
        return declared.usual().isEmpty() ? declared.absent() : usual().markdown();
    }

    /** The meaning of the setting and its rules, in Markdown. */
    public String markdown() {
        List<String> parts = new ArrayList<>();
        parts.add(declared.value());
        if (!declared.rule().isEmpty()) {
            parts.add(declared.rule());
        }
        if (!declared.atLeast().matches("|0B?")) { // such a bound needs no mention
            parts.add((declared.orZero() ? "else at least " : "at least ")
                    + bound(declared.atLeast()).markdown());
        }
        if (!declared.atMost().isEmpty()) {
            parts.add("at most " + bound(declared.atMost()).markdown());
        }
        return String.join("; ", parts);
    }

    /** The default, given the values of other settings by name; null if there is none. */
    @Nullable
    Object usualValue(Function<String, Object> others) {
        if (isMap()) {
            return Map.of();
        }
        return declared.usual().isEmpty() ? null : usual().value(others);
    }

    /**
     * Converts {@code given}, a value of this setting's type or text. Throws {@link IllegalArgumentException} with the rule if
     * neither fits.
     */
    public Object take(Object given) {
        SettingType entries = type.entries();
        if (entries != null && given instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (entries.take(value).isEmpty()) {
                    throw refused(name + "." + key, entries.rule(), value);
                }
            });
        }
        return type.take(given).orElseThrow(() -> refused(name, type.rule(), given));
    }

    /** Throws {@link IllegalArgumentException} naming the setting, the rule and the value, unless {@code value} follows the rule. */
    void check(@Nullable Object value, Function<String, Object> others) {
        if (value == null || (isRequired() && value.toString().isBlank())) {
            if (optional) {
                return;
            }
            throw new IllegalArgumentException(name + MISSING);
        }
        if (!declared.pattern().isEmpty() && !value.toString().matches(declared.pattern())) {
            throw refused(name, rule(), value);
        }
        if (!declared.atLeast().isEmpty()
                && !(declared.orZero() && type.write(value).equals("0"))) {
            SettingFormula least = bound(declared.atLeast());
            if (compare(value, least.value(others)) < 0) {
                throw refused(name, "at least " + least.shown(others), value);
            }
        }
        if (!declared.atMost().isEmpty()) {
            SettingFormula most = bound(declared.atMost());
            if (compare(value, most.value(others)) > 0) {
                throw refused(name, "at most " + most.shown(others), value);
            }
        }
    }

    @SuppressWarnings("unchecked") // both values belong to one setting, so they have one type
    private static int compare(Object value, Object bound) {
        return ((Comparable<Object>) value).compareTo(bound);
    }

    private SettingFormula usual() {
        return new SettingFormula(declared.usual(), type);
    }

    private SettingFormula bound(String text) {
        return new SettingFormula(text, type);
    }

    private IllegalArgumentException refused(String field, String rule, Object value) {
        String was = declared.secret() ? "" : ", was " + shown(value);
        return new IllegalArgumentException(field + " must be " + rule + was);
    }

    private String shown(Object value) {
        return value instanceof String ? "'" + value + "'" : type.write(value);
    }
}
