package io.dualstream.outbox.benchmarks.campaign.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaBatch;
import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaBatch.Fate;
import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaPlace;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A judge that never complains proves nothing: one mistake after the other in what consumers of Kafka saw. */
class KafkaVerdictTest {

    private final JudgedRound round = new JudgedRound();

    @Test
    void findsNothingWhereNothingIsWrong() {
        assertThat(round.findings()).isEmpty();
    }

    @Test
    void findsWhatIsLost() {
        round.committed.remove(4);
        round.batches.removeIf(
                batch -> batch.firstOffset() == 4 && batch.topic().equals(JudgedRound.TOPIC));
        assertThat(round.findings()).containsExactly("Kafka: 1 lost");
    }

    @Test
    void findsDuplicates() {
        repeat(2);
        assertThat(round.findings()).containsExactly("Kafka: 1 duplicates");
    }

    @Test
    void allowsDuplicatesWhereDeliveryIsAtLeastOnce() {
        round.atLeastOnce = true;
        repeat(2);
        round.batches.add(new KafkaBatch(JudgedRound.TOPIC, 0, 20, 20, "", Fate.NONE));
        round.committed.add(JudgedRound.at(new KafkaPlace(0, 0, 20), round.committed.get(3)));
        assertThat(round.findings()).isEmpty();
    }

    private void repeat(int event) {
        Sighting again = JudgedRound.at(new KafkaPlace(0, 0, 10), round.committed.get(event));
        round.committed.add(again);
        round.batches.add(new KafkaBatch(JudgedRound.TOPIC, 0, 10, 10, "7:11", Fate.COMMITTED));
    }

    @Test
    void findsDisorder() {
        Collections.swap(round.committed, 3, 4);
        assertThat(round.findings()).containsExactly("Kafka: 1 out of order");
    }

    @Test
    void findsLeaksEvenInAbortedTransactions() {
        UUID rolledBack = UUID.randomUUID();
        round.truth.rolledBack(rolledBack);
        round.uncommitted.add(
                JudgedRound.at(new KafkaPlace(0, 0, 10), JudgedRound.as(rolledBack, round.committed.get(0))));
        round.batches.add(new KafkaBatch(JudgedRound.TOPIC, 0, 10, 10, "7:11", Fate.ABORTED));
        assertThat(round.findings()).containsExactly("Kafka, uncommitted: 1 leaked");
    }

    @Test
    void findsEventsThatNobodyWrote() {
        round.committed.set(5, JudgedRound.as(Sighting.NOBODY, round.committed.get(5)));
        assertThat(round.findings()).containsExactly("Kafka: 1 leaked", "Kafka: 1 lost");
    }

    @Test
    void findsAnotherPayloadTimeOrAttribute() {
        Sighting first = round.committed.get(0);
        round.committed.set(
                0,
                new Sighting(first.id(), first.stream(), first.place(), first.attributes(), first.createdMicros(), 1));
        Sighting second = round.committed.get(1);
        round.committed.set(
                1,
                new Sighting(second.id(), second.stream(), second.place(), second.attributes(), 1, second.payload()));
        Sighting third = round.committed.get(2);
        round.committed.set(2, JudgedRound.with(third.attributes() + " | more=than was written", third));
        assertThat(round.findings()).containsExactly("Kafka: 3 altered");
    }

    @Test
    void findsAnotherTopic() {
        Sighting first = round.committed.get(0);
        round.committed.set(0, JudgedRound.in("outbox.event.invoice", first));
        round.batches.remove(0);
        round.batches.add(new KafkaBatch("outbox.event.invoice", 0, 0, 0, "7:1", Fate.COMMITTED));
        assertThat(round.findings()).containsExactly("Kafka: 1 lost", "Kafka: 1 misplaced");
    }

    @Test
    void findsAKeyInTwoPartitions() {
        Sighting last = round.committed.get(9);
        round.committed.set(9, JudgedRound.at(new KafkaPlace(0, 3, 0), last));
        round.batches.removeIf(
                batch -> batch.firstOffset() == 9 && batch.topic().equals(JudgedRound.TOPIC));
        round.batches.add(new KafkaBatch(JudgedRound.TOPIC, 3, 0, 0, "7:10", Fate.COMMITTED));
        assertThat(round.findings()).containsExactly("Kafka: 1 misplaced");
    }

    @Test
    void findsAnAbortedRecordThatWasSeen() {
        round.batches.replaceAll(batch -> batch.transaction().equals("7:3") ? ended(batch, Fate.ABORTED) : batch);
        assertThat(round.findings()).containsExactly("Kafka transactions: 1 torn");
    }

    @Test
    void findsATransactionOfWhichAPartCommitted() {
        round.batches.replaceAll(
                batch -> batch.transaction().equals("7:3") && !batch.topic().equals(JudgedRound.TOPIC)
                        ? ended(batch, Fate.ABORTED)
                        : batch);
        assertThat(round.findings()).containsExactly("Kafka transactions: 1 torn");
    }

    @Test
    void findsARecordOutsideOfATransaction() {
        round.batches.replaceAll(batch -> batch.transaction().equals("7:3")
                ? new KafkaBatch(
                        batch.topic(), batch.partition(), batch.firstOffset(), batch.lastOffset(), "", Fate.NONE)
                : batch);
        assertThat(round.findings()).containsExactly("Kafka transactions: 2 torn");
    }

    @Test
    void findsACommittedRecordThatAConsumerWasNotShown() {
        round.batches.add(new KafkaBatch(JudgedRound.TOPIC, 0, 10, 10, "7:11", Fate.COMMITTED));
        assertThat(round.findings()).containsExactly("Kafka transactions: 1 torn");
    }

    private static KafkaBatch ended(KafkaBatch batch, Fate fate) {
        return new KafkaBatch(
                batch.topic(), batch.partition(), batch.firstOffset(), batch.lastOffset(), batch.transaction(), fate);
    }

    @Test
    void findsAConsumerThatDidNotComeToTheEnd() {
        round.complete = false;
        assertThat(round.findings()).containsExactly("Kafka: 1 lost");
    }

    @Test
    void excusesOnlyWhatWasDeleted() {
        round.excuse.deleted("order", 5);
        secondLife(4);
        assertThat(round.findings()).isEmpty();
        round.committed.removeIf(
                seen -> seen.id().equals(round.uncommitted.get(7).id()));
        round.batches.removeIf(batch -> batch.firstOffset() == 3);
        assertThat(round.findings()).containsExactly("Kafka: 1 lost");
    }

    @Test
    void remembersWhatWasWrongBeforeATopicWasDeleted() {
        round.excuse.deleted("order", 5);
        Collections.swap(round.committed, 0, 1);
        round.committed.add(2, JudgedRound.at(new KafkaPlace(0, 0, 99), round.committed.get(0)));
        secondLife(5);
        assertThat(round.findings()).containsExactly("Kafka: 1 duplicates", "Kafka: 1 out of order");
    }

    @Test
    void allowsWhatWasDeletedToComeAgainButNothingElse() {
        round.excuse.deleted("order", 5);
        secondLife(4);
        repeatInSecondLife(1);
        assertThat(round.findings()).isEmpty();
        repeatInSecondLife(6);
        assertThat(round.findings()).containsExactly("Kafka: 1 duplicates");
    }

    private void repeatInSecondLife(int event) {
        long offset = round.committed.size();
        round.committed.add(JudgedRound.at(new KafkaPlace(1, 0, offset), round.committed.get(event)));
        round.batches.add(new KafkaBatch(JudgedRound.TOPIC, 0, offset, offset, "7:" + (100 + offset), Fate.COMMITTED));
    }

    /** The topic is deleted before that event, and made again: the files know only what came then. */
    private void secondLife(int from) {
        round.lives.put(JudgedRound.TOPIC, 1);
        round.batches.clear();
        int offset = 0;
        for (int i = 0; i < round.committed.size(); i++) {
            Sighting seen = round.committed.get(i);
            if (i >= from) {
                round.committed.set(i, JudgedRound.at(new KafkaPlace(1, 0, offset), seen));
                round.batches.add(new KafkaBatch(JudgedRound.TOPIC, 0, offset, offset, "7:" + i, Fate.COMMITTED));
                offset++;
            }
        }
    }
}
