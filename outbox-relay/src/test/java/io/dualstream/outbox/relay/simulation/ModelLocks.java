package io.dualstream.outbox.relay.simulation;

import java.util.HashMap;
import java.util.Map;

/** Which writer has which key, among writers that exclude each other, or nothing of the kind. */
final class ModelLocks {

    private final boolean careful;
    private final Map<Integer, ModelTransaction> holders = new HashMap<>();

    ModelLocks(boolean careful) {
        this.careful = careful;
    }

    /** Whether the writer may write the key; nobody else may then, until it ends. */
    boolean take(int key, ModelTransaction writer) {
        return !careful || holders.merge(key, writer, (holder, asks) -> holder) == writer;
    }

    void release(ModelTransaction writer) {
        holders.values().removeIf(holder -> holder == writer);
    }

    void clear() {
        holders.clear();
    }
}
