package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.text.Counted;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.InvalidConfigurationException;

/** The shape that the state topic has to have: the relay reads one partition, and needs the last record of each key for ever. */
record StateTopic(Admin admin, String name) {

    private static final String POLICY = "cleanup.policy";
    private static final String COMPACT = "compact";

    /** Throws a {@link RefusedTopicException} that says what is wrong with the topic. */
    void verify() throws InterruptedException {
        int partitions = partitions();
        if (partitions != 1) {
            throw refused(Counted.of(partitions, "partition")
                    + " and has to have one; delete it, and the relay makes it again and"
                    + " compares the table with the event topics");
        }
        // without the right to read it, nothing is known
        String policy = TopicConfigs.of(admin, Set.of(name)).value(name, POLICY);
        if (policy != null && !policy.equals(COMPACT)) {
            throw refused(POLICY + "=" + policy + ", with which Kafka deletes the relay's cursor; set " + POLICY + "="
                    + COMPACT);
        }
    }

    private RefusedTopicException refused(String what) {
        String sentence = "State topic '" + name + "' has " + what;
        return new RefusedTopicException(sentence, new InvalidConfigurationException(sentence));
    }

    private int partitions() throws InterruptedException {
        String doing = "Looking up topic '" + name + "'";
        try {
            TopicDescription found = KafkaClients.get(
                            doing, admin.describeTopics(Set.of(name)).allTopicNames())
                    .get(name);
            return found == null ? 0 : found.partitions().size();
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(doing + " failed", e);
        }
    }
}
