package io.dualstream.outbox.benchmarks.campaign.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.benchmarks.campaign.evidence.LivePosition;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.evidence.SubscriberRecorder.Received;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One mistake after the other in what readers of the live streams and a subscriber saw. */
class LiveVerdictTest {

    private final JudgedRound round = new JudgedRound();

    @Test
    void findsWhatTheStreamsDoNotHold() {
        round.held.remove(new LivePosition(JudgedRound.EPOCH, 4));
        assertThat(round.findings()).containsExactly("Redis: 1 lost");
    }

    @Test
    void findsDuplicatesWithinAnEpoch() {
        add(JudgedRound.EPOCH, 11, round.streams.get(3));
        assertThat(round.findings()).containsExactly("Redis: 1 duplicates", "Subscriber: 1 lost");
    }

    @Test
    void findsDisorder() {
        Sighting fourth = round.streams.get(3);
        Sighting fifth = round.streams.get(4);
        round.streams.set(3, JudgedRound.at(fifth.place(), fourth));
        round.streams.set(4, JudgedRound.at(fourth.place(), fifth));
        assertThat(round.findings()).containsExactly("Redis: 1 out of order", "Subscriber: 2 altered");
    }

    @Test
    void findsLeaks() {
        spoilStream(2, seen -> JudgedRound.as(UUID.randomUUID(), seen));
        spoilMessage(2, seen -> JudgedRound.as(round.streams.get(2).id(), seen));
        assertThat(round.findings()).containsExactly("Redis: 1 leaked", "Redis: 1 lost", "Subscriber: 1 leaked");
    }

    @Test
    void findsAnotherAttributeStreamOrChannel() {
        spoilStream(2, seen -> JudgedRound.with("type=Undone", seen));
        spoilStream(3, seen -> JudgedRound.in("outbox:stream:invoice", seen));
        spoilMessage(4, seen -> JudgedRound.with("type=Undone", seen));
        spoilMessage(5, seen -> JudgedRound.in("events:order:8", seen));
        assertThat(round.findings())
                .containsExactly(
                        "Redis: 1 altered", "Redis: 1 misplaced", "Subscriber: 1 altered", "Subscriber: 1 misplaced");
    }

    @Test
    void findsTwoEventsUnderOnePosition() {
        Sighting other = JudgedRound.at(new LivePosition(JudgedRound.EPOCH, 4), round.streams.get(8));
        round.streams.add(other);
        assertThat(round.findings()).contains("Redis: 1 altered");
    }

    @Test
    void remembersWhatWasWrongBeforeTheStreamsWereEmptied() {
        newEpoch();
        assertThat(round.findings()).isEmpty();
        round.streams.add(4, JudgedRound.at(new LivePosition(JudgedRound.EPOCH, 11), round.streams.get(4)));
        assertThat(round.findings()).containsExactly("Redis: 1 duplicates");
    }

    @Test
    void wantsEverythingAgainInTheNewEpoch() {
        newEpoch();
        round.held.remove(new LivePosition(2 * JudgedRound.EPOCH, 3));
        assertThat(round.findings()).containsExactly("Redis: 1 lost", "Subscriber: 1 lost");
    }

    /** Somebody empties the streams; everything is there again, while the subscriber is away. */
    private void newEpoch() {
        round.epochs.begin(1_500);
        round.epochs.add();
        round.held.clear();
        round.subscriber.add(Received.INTERRUPTION);
        List.copyOf(round.streams).forEach(seen -> {
            long number = StreamCheck.position(seen).number();
            add(2 * JudgedRound.EPOCH, number, seen);
            round.held.add(new LivePosition(2 * JudgedRound.EPOCH, number));
        });
        round.epochs.end(2_500);
    }

    private void add(long epoch, long number, Sighting event) {
        round.streams.add(JudgedRound.at(new LivePosition(epoch, number), event));
        round.held.add(new LivePosition(epoch, number));
    }

    @Test
    void findsAnEpochThatWasBegunForNoReason() {
        round.epochs.end(500);
        assertThat(round.findings()).containsExactly("Redis: 1 duplicates");
    }

    @Test
    void findsADeadChannelAlthoughTheStreamsHoldEverything() {
        round.subscriber.removeIf(received -> received.event() != null);
        assertThat(round.findings()).containsExactly("Subscriber: 1 lost");
    }

    @Test
    void findsWhatWasNotPublishedWhileSubscribed() {
        round.subscriber.remove(5);
        assertThat(round.findings()).containsExactly("Subscriber: 1 lost");
    }

    @Test
    void allowsASubscriberToMissWhatTheStreamsHoldWhileItIsAway() {
        round.subscriber.set(5, Received.INTERRUPTION);
        assertThat(round.findings()).isEmpty();
        LivePosition missed = StreamCheck.position(round.streams.get(4));
        round.held.remove(missed);
        assertThat(round.findings()).containsExactly("Redis: 1 lost", "Subscriber: 1 lost");
    }

    @Test
    void findsMessagesThatComeTwiceOrInDisorder() {
        round.subscriber.add(round.subscriber.get(10));
        assertThat(round.findings()).containsExactly("Subscriber: 1 duplicates");
        round.subscriber.remove(11);
        Collections.swap(round.subscriber, 9, 10);
        assertThat(round.findings()).containsExactly("Subscriber: 1 lost", "Subscriber: 1 out of order");
    }

    @Test
    void findsAMessageThatIsNotTheStreamsEvent() {
        spoilStream(2, seen -> JudgedRound.at(seen.place(), round.streams.get(3)));
        assertThat(round.findings()).contains("Subscriber: 1 altered");
    }

    private void spoilStream(int event, UnaryOperator<Sighting> how) {
        round.streams.set(event, how.apply(round.streams.get(event)));
    }

    private void spoilMessage(int event, UnaryOperator<Sighting> how) {
        Sighting message = round.subscriber.get(event + 1).event();
        assertThat(message).isNotNull();
        round.subscriber.set(event + 1, new Received(how.apply(message)));
    }
}
