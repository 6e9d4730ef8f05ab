package io.dualstream.outbox.relay.app;

/** A class that cannot be loaded: an {@link ExceptionInInitializerError} for whoever names it in a setting. */
public final class Unloadable {

    static {
        fail();
    }

    private Unloadable() {}

    private static void fail() {
        throw new IllegalStateException("no such luck");
    }
}
