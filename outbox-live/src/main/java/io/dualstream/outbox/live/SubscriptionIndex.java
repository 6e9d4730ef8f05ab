package io.dualstream.outbox.live;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Indexes clients by what they subscribe to, so that an event costs time only for clients that may want it and for clients with
 * patterns. Not thread-safe.
 */
final class SubscriptionIndex {

    private final Map<String, Set<LiveClient>> aggregates = new HashMap<>();
    private final Map<String, Set<LiveClient>> types = new HashMap<>();
    private final Set<LiveClient> patterns = new LinkedHashSet<>();

    void add(LiveClient client) {
        for (LiveRequest.Selector selector : client.request().selectors()) {
            if (selector.isAggregate()) {
                aggregates
                        .computeIfAbsent(selector.toString(), key -> new LinkedHashSet<>())
                        .add(client);
            } else if (selector.isType()) {
                types.computeIfAbsent(selector.aggregateType(), key -> new LinkedHashSet<>())
                        .add(client);
            } else {
                patterns.add(client);
            }
        }
    }

    void remove(LiveClient client) {
        for (LiveRequest.Selector selector : client.request().selectors()) {
            removeFrom(aggregates, selector.toString(), client);
            removeFrom(types, selector.aggregateType(), client);
        }
        patterns.remove(client);
    }

    /** Calls {@code action} with each client that may want the event, possibly several times. */
    void forEachThatMayWant(LiveMessage.Event event, Consumer<LiveClient> action) {
        if (event.aggregateId().isEmpty()) {
            return;
        }
        aggregates
                .getOrDefault(event.aggregateType() + '/' + event.aggregateId(), Set.of())
                .forEach(action);
        types.getOrDefault(event.aggregateType(), Set.of()).forEach(action);
        for (LiveClient client : patterns) {
            if (client.request().wants(event)) {
                action.accept(client);
            }
        }
    }

    private static void removeFrom(Map<String, Set<LiveClient>> map, String key, LiveClient client) {
        Set<LiveClient> clients = map.get(key);
        if (clients != null && clients.remove(client) && clients.isEmpty()) {
            map.remove(key);
        }
    }
}
