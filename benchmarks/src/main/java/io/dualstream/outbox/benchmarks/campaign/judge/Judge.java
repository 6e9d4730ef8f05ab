package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.Evidence;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.evidence.SubscriberRecorder.Received;
import io.dualstream.outbox.benchmarks.campaign.writers.Fence;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Compares everything that everybody saw with the truth.
 *
 * @param kafkaExcuse what was deleted from Kafka on purpose
 * @param epochs why the live streams may have begun new epochs
 * @param atLeastOnce Kafka may hold events more than once, and outside of transactions
 */
public record Judge(Wire wire, Excuse kafkaExcuse, EpochReasons epochs, boolean atLeastOnce) {

    /** Grows with each change after which older verdicts say less. */
    public static final int VERSION = 2;

    /** One verdict for each kind of consumer; {@code fence} was committed last. */
    public List<Verdict> judge(Truth truth, Fence fence, Evidence evidence) {
        List<Long> begun = Stream.concat(
                        evidence.streams().stream(),
                        evidence.subscriber().stream().map(Received::event).filter(Objects::nonNull))
                .map(sighting ->
                        StreamCheck.position(Objects.requireNonNull(sighting)).epoch())
                .distinct()
                .toList();
        List<Sighting> committed = evidence.committed();
        return List.of(
                new KafkaCheck(truth, kafkaExcuse, atLeastOnce, evidence.topicLives(), wire)
                        .check(committed, evidence.isComplete()),
                LeakCheck.check(truth, wire, evidence.uncommitted()),
                new TransactionCheck(truth, evidence.topicLives(), atLeastOnce)
                        .check(evidence.transactions(), committed),
                new StreamCheck(truth, wire).check(evidence.streams(), evidence.held(), epochs.unexplained(begun)),
                new SubscriberCheck(truth, wire, evidence.streams())
                        .check(evidence.subscriber(), evidence.held(), fence));
    }
}
