package io.dualstream.outbox.benchmarks.campaign.evidence;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Names and values in one text, in an order of their own; a name that comes twice stands there twice. */
public final class Attributes {

    /** RFC 3339 in UTC with six digits after the point. */
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");

    private final Map<String, String> known = new ConcurrentHashMap<>();

    /** Of {@code name=value} each; the same object for all that are equal, since there are few different ones. */
    public String intern(List<String> attributes) {
        String text = String.join(" | ", attributes.stream().sorted().toList());
        String before = known.putIfAbsent(text, text);
        return before == null ? text : before;
    }

    /** Microseconds since 1970; 0 if that is no time in the form that was promised. */
    static long micros(String time) {
        try {
            return TIME.matcher(time).matches() ? ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time)) : 0;
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
