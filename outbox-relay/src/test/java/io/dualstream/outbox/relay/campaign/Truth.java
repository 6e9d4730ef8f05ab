package io.dualstream.outbox.relay.campaign;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What must arrive, and what must not. */
final class Truth {

    private final Map<UUID, Intent> committed = new HashMap<>();
    private final Set<UUID> rolledBack = new HashSet<>();

    void add(Intent intent, boolean isCommitted) {
        if (isCommitted) {
            committed.put(intent.id(), intent);
        } else {
            rolledBack.add(intent.id());
        }
    }

    Map<UUID, Intent> committed() {
        return committed;
    }

    Set<UUID> rolledBack() {
        return rolledBack;
    }
}
