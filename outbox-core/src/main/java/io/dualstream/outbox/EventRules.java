package io.dualstream.outbox;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * The rules of the table {@code event} in Java. Events that the table would refuse are refused here, with the names that Java
 * callers use.
 */
final class EventRules {

    static final int MAX_PAYLOAD_BYTES = 900_000;
    static final int MAX_HEADERS_BYTES = 16_384;

    private static final Set<String> RESERVED_HEADERS = Set.of(
            "content-type",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_specversion",
            "ce_time",
            "ce_subject",
            "ce_dataschema",
            "ce_datacontenttype",
            "ce_position",
            "ce_aggregatetype");

    private EventRules() {}

    static void aggregateType(String value) {
        length("aggregateType", value, 150);
        only("aggregateType", value, EventRules::isNameCharacter, "letters, digits, dot, dash and underscore");
        if (value.equals(".") || value.equals("..")) {
            throw new InvalidEventException("aggregateType must not be '.' or '..': Kafka refuses them as topic names");
        }
    }

    static void aggregateId(String value) {
        name("aggregateId", value);
        only("aggregateId", value, c -> "*?[]\\".indexOf(c) < 0, "characters other than * ? [ ] \\");
    }

    /** Checks an event type or a key, which must not contain control characters. */
    static void name(String field, String value) {
        length(field, value, 255);
        only(field, value, EventRules::isNoControl, "characters other than control characters");
    }

    static void dataSchema(String value) {
        length("dataSchema", value, 1000);
        only("dataSchema", value, c -> c > ' ' && c <= '~', "the ASCII characters of a URI");
    }

    static void contentType(String value) {
        length("contentType", value, 255);
        if (!value.matches("[A-Za-z0-9.+_-]+/[ -~]+")) {
            throw new InvalidEventException(
                    "contentType must be a media type such as application/json, was \"" + value + "\"");
        }
    }

    static void header(String name, String value) {
        length("header name", name, MAX_HEADERS_BYTES);
        only("header name", name, EventRules::isNameCharacter, "letters, digits, dot, dash and underscore");
        if (RESERVED_HEADERS.contains(name)) {
            throw new InvalidEventException(
                    "header " + name + " is reserved: it carries an attribute of the event itself");
        }
        if (!value.codePoints().allMatch(EventRules::isNoControl)) {
            throw new InvalidEventException("header " + name + " must have a value without control characters");
        }
    }

    static boolean allowsHeader(String name, String value) {
        try {
            header(name, value);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    static void headersSize(OutboxEvent event, String json) {
        if (isTooLargeForHeaders(json)) {
            throw new InvalidEventException("headers of " + event + " must have at most " + MAX_HEADERS_BYTES
                    + " bytes as JSON, had " + utf8Length(json));
        }
    }

    static boolean isTooLargeForHeaders(String json) {
        return utf8Length(json) > MAX_HEADERS_BYTES;
    }

    static void payload(OutboxEvent event, Payload payload) {
        int bytes = payload instanceof Payload.Json json
                ? utf8Length(json.text())
                : ((Payload.Binary) payload).bytes().length;
        if (bytes > MAX_PAYLOAD_BYTES) {
            throw new InvalidEventException("payload of " + event + " must have at most " + MAX_PAYLOAD_BYTES
                    + " bytes, had " + bytes + ": store large data elsewhere and publish a reference to it");
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void length(String field, String value, int max) {
        int length = value.codePointCount(0, value.length());
        if (length < 1 || length > max) {
            throw new InvalidEventException(field + " must have 1 to " + max + " characters, had " + length);
        }
    }

    private static void only(String field, String value, IntPredicate allowed, String what) {
        if (!value.codePoints().allMatch(allowed)) {
            throw new InvalidEventException(field + " must have only " + what + ", was \"" + printable(value) + "\"");
        }
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._-".indexOf(c) >= 0;
    }

    /** Refuses unpaired surrogates, too, because they have no UTF-8 form. */
    private static boolean isNoControl(int c) {
        return !Character.isISOControl(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }

    static String printable(String value) {
        return value.codePoints()
                .mapToObj(c -> isNoControl(c) ? Character.toString(c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }
}
