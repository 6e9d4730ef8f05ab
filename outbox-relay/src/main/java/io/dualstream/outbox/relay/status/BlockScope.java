package io.dualstream.outbox.relay.status;

import java.util.Locale;

/** What waits until a failed event is published or discarded. */
public enum BlockScope {
    NOTHING,
    /** Events of its aggregate type and key. */
    KEY,
    /** Events of its aggregate type: their topic takes none, or too many keys wait already. */
    TYPE,
    /** The durable path. */
    EVERYTHING;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static BlockScope of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
