package io.dualstream.outbox.relay.internal.reconcile.sighting;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The topics that can hold events: those with the prefix, and those that operators chose for dead letters.
 *
 * @param sentElsewhere ids of the events that operators sent to topics of their choice, by topic
 */
public record Topics(Types types, String prefix, Map<String, Set<UUID>> sentElsewhere) {

    public boolean contain(String topic) {
        return topic.startsWith(prefix) || sentElsewhere.containsKey(topic);
    }

    /** Number of the topic's aggregate type. A topic without the prefix counts as an aggregate type of its own. */
    public int type(String topic) {
        return types.number(topic.startsWith(prefix) ? topic.substring(prefix.length()) : topic);
    }

    /** Whether a record of this topic can be one of the relay's. Other topics hold records of others. */
    public boolean canHold(String topic, UUID id) {
        return topic.startsWith(prefix)
                || sentElsewhere.getOrDefault(topic, Set.of()).contains(id);
    }
}
