package io.dualstream.outbox.relay.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rules settings are held to. Each names the field, the rule and the value it was given. */
final class Checks {

    static final String TOPIC = "[a-zA-Z0-9._-]{1,249}";

    private Checks() {}

    static void notBlank(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(field + " is missing");
        }
    }

    static void matches(String field, @Nullable String value, String regex, String rule) {
        notBlank(field, value);
        if (value != null && !value.matches(regex)) {
            throw new IllegalArgumentException(field + " must be " + rule + ", was '" + value + "'");
        }
    }

    static void atLeast(String field, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(field + " must be at least " + least + ", was " + value);
        }
    }

    static void atLeast(String field, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(field + " must be at least " + least + ", was " + value);
        }
    }
}
