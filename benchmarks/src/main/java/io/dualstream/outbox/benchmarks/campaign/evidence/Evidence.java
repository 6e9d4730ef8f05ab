package io.dualstream.outbox.benchmarks.campaign.evidence;

import io.dualstream.outbox.benchmarks.campaign.evidence.SubscriberRecorder.Received;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that everybody saw.
 *
 * @param committed what a {@code read_committed} consumer saw, in order
 * @param uncommitted what a {@code read_uncommitted} one saw
 * @param topicLives how often each topic was deleted
 * @param transactions what Kafka's files say of the topics as they are now
 * @param streams every entry that was ever seen in the live streams
 * @param held positions of those entries that the streams hold now
 * @param isComplete whether the consumers came to the end of the topics
 */
public record Evidence(
        List<Sighting> committed,
        List<Sighting> uncommitted,
        Map<String, Integer> topicLives,
        List<KafkaBatch> transactions,
        List<Sighting> streams,
        Set<LivePosition> held,
        List<Received> subscriber,
        boolean isComplete) {}
