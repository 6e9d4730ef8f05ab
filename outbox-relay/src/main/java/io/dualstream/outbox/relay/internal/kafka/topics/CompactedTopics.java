package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaSettings;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;

/**
 * Event topics in which Kafka removes all but the last record of a key. What was published to such a topic cannot be read back from
 * it, so a recovery from the table publishes it again, behind later events of its key.
 */
public record CompactedTopics(Admin admin, KafkaSettings.Topics settings) {

    /**
     * The topics in which Kafka may remove a record that is younger than {@code age}, for a later one of its key. Zero is any age. A
     * topic whose settings the relay may not read is not included.
     */
    public Set<String> within(Duration age) throws InterruptedException {
        Set<String> topics = new TopicHealth(admin, settings).eventTopics();
        TopicConfigs configs = TopicConfigs.of(admin, topics);
        Set<String> compacted = new TreeSet<>();
        for (String topic : topics) {
            String policy = configs.value(topic, "cleanup.policy");
            boolean keeps = !age.isZero() && configs.number(topic, "min.compaction.lag.ms", 0) >= age.toMillis();
            if (policy != null && policy.contains("compact") && !keeps) {
                compacted.add(topic);
            }
        }
        return compacted;
    }
}
