package io.dualstream.outbox.spring;

import org.springframework.util.ClassUtils;

/** Auto-configurations for tests in other packages: to them, as to a host, they are but names. */
public final class Wired {

    public static final Class<?> OUTBOX = named("OutboxAutoConfiguration");
    public static final Class<?> EVENTS = named("events.OutboxEventsAutoConfiguration");
    public static final Class<?> INBOX = named("inbox.InboxAutoConfiguration");

    private Wired() {}

    static Class<?> named(String name) {
        return ClassUtils.resolveClassName(Wired.class.getPackageName() + "." + name, null);
    }
}
