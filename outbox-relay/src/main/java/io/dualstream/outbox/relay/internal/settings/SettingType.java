package io.dualstream.outbox.relay.internal.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes values of one type in the form that users write.
 *
 * @param java the type of the record component
 * @param bytes whether the number is a size, written as {@code 500MB}
 * @param entries the type of a map's values, else null
 */
record SettingType(Class<?> java, boolean bytes, @Nullable SettingType entries) {

    private static final Pattern AMOUNT = Pattern.compile("([+-]?\\d+)\\s*([A-Za-z]*)");
    private static final List<String> SIZES = List.of("B", "KB", "MB", "GB", "TB");
    private static final List<Duration> DURATIONS = List.of(
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1),
            Duration.ofNanos(1000),
            Duration.ofNanos(1));
    private static final List<String> DURATION_UNITS = List.of("d", "h", "m", "s", "ms", "us", "ns");

    static SettingType of(RecordComponent component, boolean bytes) {
        if (component.getGenericType() instanceof ParameterizedType map) {
            return new SettingType(
                    Map.class, false, new SettingType((Class<?>) map.getActualTypeArguments()[1], false, null));
        }
        return new SettingType(component.getType(), bytes, null);
    }

    boolean isMap() {
        return entries != null;
    }

    /** The value that {@code text} stands for; empty if the text is not valid. */
    Optional<Object> read(String text) {
        try {
            return Optional.ofNullable(readOrNull(text));
        } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Converts {@code value}, a value of this type or text; empty if neither fits. */
    Optional<Object> take(Object value) {
        if (entries != null) {
            return value instanceof Map<?, ?> map ? takeAll(map, entries) : Optional.empty();
        }
        if (value instanceof String text) {
            return read(text);
        }
        if (value instanceof Number number) {
            return java.isPrimitive() ? read(Long.toString(number.longValue())) : Optional.empty();
        }
        boolean fits = java.isInstance(value) || (java == boolean.class && value instanceof Boolean);
        return fits ? Optional.of(value) : Optional.empty();
    }

    private static Optional<Object> takeAll(Map<?, ?> map, SettingType entries) {
        Map<String, Object> taken = new HashMap<>();
        map.forEach((key, value) -> entries.take(value).ifPresent(read -> taken.put(String.valueOf(key), read)));
        return taken.size() == map.size() ? Optional.of(taken) : Optional.empty();
    }

    private @Nullable Object readOrNull(String text) {
        if (java == String.class) {
            return text;
        }
        String trimmed = text.trim();
        if (java == boolean.class) {
            return flag(trimmed.toLowerCase(Locale.ROOT));
        }
        if (java == Duration.class) {
            return duration(trimmed);
        }
        if (java.isEnum()) {
            return constant(trimmed);
        }
        long number = bytes ? size(trimmed) : Long.parseLong(trimmed);
        if (java == int.class) {
            return Math.toIntExact(number);
        }
        if (java == short.class) {
            return Short.parseShort(Long.toString(number));
        }
        return number;
    }

    private static @Nullable Boolean flag(String text) {
        return switch (text) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> null;
        };
    }

    private static @Nullable Duration duration(String text) {
        Matcher amount = AMOUNT.matcher(text);
        if (!amount.matches()) {
            return Duration.parse(text);
        }
        String unit = amount.group(2).isEmpty() ? "ms" : amount.group(2).toLowerCase(Locale.ROOT);
        int index = DURATION_UNITS.indexOf(unit);
        return index < 0 ? null : DURATIONS.get(index).multipliedBy(Long.parseLong(amount.group(1)));
    }

    private static long size(String text) {
        Matcher amount = AMOUNT.matcher(text);
        String unit = amount.matches() ? amount.group(2).toUpperCase(Locale.ROOT) : "?";
        int index = unit.isEmpty() ? 0 : SIZES.indexOf(unit);
        if (index < 0) {
            throw new NumberFormatException(text);
        }
        return Math.multiplyExact(Long.parseLong(amount.group(1)), 1L << (10 * index));
    }

    private @Nullable Object constant(String text) {
        String sought = text.replace("_", "").replace("-", "");
        return Arrays.stream(java.getEnumConstants())
                .filter(constant -> constant.toString().replace("_", "").equalsIgnoreCase(sought))
                .findFirst()
                .orElse(null);
    }

    /** The value as users write it. */
    String write(Object value) {
        if (value instanceof Duration duration) {
            return write(duration);
        }
        if (value instanceof Enum<?> constant) {
            return asWritten(constant);
        }
        return bytes ? writeSize(((Number) value).longValue()) : value.toString();
    }

    private static String write(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        for (Duration unit : DURATIONS) {
            long count = duration.dividedBy(unit);
            if (unit.multipliedBy(count).equals(duration)) {
                return count + DURATION_UNITS.get(DURATIONS.indexOf(unit));
            }
        }
        return duration.toString();
    }

    private static String writeSize(long bytes) {
        int unit = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, SIZES.size() - 1);
        return (bytes >> (10 * unit)) + SIZES.get(unit);
    }

    /** The rule for a value, as a phrase that completes "must be". */
    String rule() {
        if (entries != null) {
            return "a map whose values are each " + entries.rule();
        }
        if (java.isEnum()) {
            return Arrays.stream(java.getEnumConstants())
                    .map(SettingType::asWritten)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (java == Duration.class) {
            return "a duration such as 500ms or 10s";
        }
        if (java == boolean.class) {
            return "true or false";
        }
        if (java == String.class) {
            return "text";
        }
        if (bytes) {
            return "a size such as 500MB or 20GB";
        }
        return java == short.class ? "a whole number up to " + Short.MAX_VALUE : "a whole number";
    }

    private static String asWritten(Object constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
