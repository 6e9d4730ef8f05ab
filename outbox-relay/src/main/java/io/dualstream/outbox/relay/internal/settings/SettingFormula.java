package io.dualstream.outbox.relay.internal.settings;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A default or a bound in a declaration: a value, or a formula over another setting, whose name stands in braces.
 *
 * @param type the type of the setting with this default or bound
 */
record SettingFormula(String text, SettingType type) {

    private static final Pattern NAME = Pattern.compile("\\{([^}]+)}");
    private static final Pattern MULTIPLE = Pattern.compile("(?:(\\d+) x )?\\{([^}]+)}(?:, at least (\\S+))?");

    boolean derives() {
        return text.contains("{");
    }

    /** The value, computed from the values of the other settings by name. */
    Object value(Function<String, Object> others) {
        if (!derives()) {
            return literal(text);
        }
        if (type.java() == String.class) {
            return NAME.matcher(text)
                    .replaceAll(name ->
                            Matcher.quoteReplacement(others.apply(name.group(1)).toString()));
        }
        Matcher multiple = MULTIPLE.matcher(text);
        if (!multiple.matches()) {
            throw new IllegalStateException("'" + text + "' is not a valid default or bound");
        }
        int factor = multiple.group(1) == null ? 1 : Integer.parseInt(multiple.group(1));
        Duration value = ((Duration) others.apply(multiple.group(2))).multipliedBy(factor);
        Duration least = multiple.group(3) == null ? value : (Duration) literal(multiple.group(3));
        return value.compareTo(least) < 0 ? least : value;
    }

    /** The text for a message: the formula, and the value that it has now. */
    String shown(Function<String, Object> others) {
        return derives() ? plain() + " (" + type.write(value(others)) + ")" : text;
    }

    private String plain() {
        return NAME.matcher(text).replaceAll("$1");
    }

    /** The formula in Markdown, with values and names of settings as code. */
    String markdown() {
        if (!derives() || type.java() == String.class) {
            return "`" + text + "`";
        }
        return NAME.matcher(text).replaceAll("`$1`").replaceFirst("at least (\\S+)", "at least `$1`");
    }

    private Object literal(String written) {
        return type.read(written)
                .orElseThrow(() -> new IllegalStateException("'" + written + "' is not " + type.rule()));
    }
}
