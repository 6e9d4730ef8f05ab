package io.dualstream.outbox.relay.internal.settings;

import java.util.Locale;

/** The forms in which users write a setting. A message that does not know which form a user chose names both. */
public final class WrittenSetting {

    private static final String PROPERTY = "outbox.relay.";
    private static final String VARIABLE = "OUTBOX_RELAY_";

    private WrittenSetting() {}

    /** Names a setting: {@code outbox.relay.redis.url (OUTBOX_RELAY_REDIS_URL)}. */
    public static String named(String setting) {
        return PROPERTY + setting + " (" + variable(setting) + ")";
    }

    /** Gives a setting a value: {@code outbox.relay.migrate=true (OUTBOX_RELAY_MIGRATE=true)}. */
    public static String set(String setting, String value) {
        return PROPERTY + setting + "=" + value + " (" + variable(setting) + "=" + value + ")";
    }

    static String variable(String setting) {
        return VARIABLE + setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
