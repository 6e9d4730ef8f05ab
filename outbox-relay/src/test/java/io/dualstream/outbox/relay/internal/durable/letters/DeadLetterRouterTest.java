package io.dualstream.outbox.relay.internal.durable.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.BlockedKeys;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Ahead;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Handle;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Placement;
import io.dualstream.outbox.relay.internal.deadletter.NewDeadLetter;
import io.dualstream.outbox.relay.internal.kafka.Refusal;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.kafka.topics.StalledTopicException;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.EventRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeadLetterRouterTest {

    private final EventRecord a1 = event(1, "order", "a", "Placed");
    private final EventRecord b2 = event(2, "order", "b", "Placed");
    private final EventRecord a3 = event(3, "order", "a", "Paid");
    private final EventRecord a4 = event(4, "invoice", "a", "Sent");
    private final List<EventRecord> events = List.of(a1, b2, a3, a4);
    private final Map<Handle, Ahead> ahead = new HashMap<>();
    private final BlockedKeys lanes = new BlockedKeys();

    @Test
    void parksWhatFollowsInTheLaneAndNothingElse() {
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.PARK_KEY, refusal(a1, false));

        assertThat(sorting.open()).containsExactly(b2, a4);
        assertThat(sorting.setbacks()).extracting(NewDeadLetter::event).containsExactly(a1, a3);
        assertThat(sorting.failures()).isEqualTo(1);
        assertThat(sorting.closed().hold(a3)).isTrue();
        assertThat(sorting.closed().hold(b2)).isFalse();
    }

    @Test
    void saysHowManyInWords() {
        String first = "Placed of order a (id " + a1.id() + ", seq " + a1.seq() + "): ";
        assertThat(sorted(DeadLetters.Policy.SKIP, refusal(a1, false)).announcement())
                .startsWith("1 event became a dead letter: " + first);
        assertThat(sorted(DeadLetters.Policy.SKIP, refusal(a1, false), refusal(b2, false))
                        .announcement())
                .startsWith("2 events became dead letters. The first: " + first);
        assertThat(sorted(DeadLetters.Policy.PARK_KEY, refusal(a1, false)).announcement())
                .startsWith("1 event became a dead letter, and 1 more waits behind dead letters. The first: " + first);
        assertThat(sorted(DeadLetters.Policy.PARK_KEY, refusal(a1, true)).announcement())
                .startsWith("1 event became a dead letter, and 2 more wait behind dead letters. The first: " + first);
    }

    @Test
    void parksTheWholeAggregateTypeWhenItsTopicTakesNothing() {
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.PARK_KEY, refusal(a1, true));

        assertThat(sorting.open()).containsExactly(a4);
        assertThat(sorting.setbacks()).extracting(NewDeadLetter::event).containsExactly(a1, b2, a3);
    }

    @Test
    void anEarlierRefusalThatIsKnownLaterTakesItsPlaceInTheOrder() {
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.PARK_KEY, refusal(a3, false));
        sorting.refused(List.of(refusal(a1, false)));
        sorting.sort(events);

        assertThat(sorting.setbacks()).extracting(NewDeadLetter::event).containsExactly(a1, a3);
        assertThat(sorting.failures()).isEqualTo(1);
    }

    @Test
    void skipLetsTheLaneGoOn() {
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.SKIP, refusal(a1, false));

        assertThat(sorting.open()).containsExactly(b2, a3, a4);
        assertThat(sorting.setbacks()).extracting(NewDeadLetter::blocks).containsExactly(BlockScope.NOTHING);
        assertThat(sorting.closed().isEmpty()).isTrue();
    }

    @Test
    void haltStopsAtTheEvent() {
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.HALT, refusal(b2, false));

        assertThat(sorting.halts()).isTrue();
        assertThat(sorting.setbacks()).extracting(NewDeadLetter::event).containsExactly(b2);
        assertThat(sorting.open()).containsExactly(a1);
        assertThat(sorting.taken()).isEqualTo(2);
    }

    @Test
    void leavesOutWhatIsADeadLetterAlready() {
        ahead.put(Handle.of(a1), new Ahead(17, DeadLetters.State.FAILED, BlockScope.KEY));
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.PARK_KEY);

        assertThat(sorting.placements()).extracting(Placement::handle).containsExactly(Handle.of(a1), Handle.of(a3));
        assertThat(sorting.setbacks()).extracting(NewDeadLetter::event).containsExactly(a3);
        assertThat(sorting.open()).containsExactly(b2, a4);
    }

    @Test
    void aLetterBlocksNothingThatComesBeforeItsEvent() {
        ahead.put(Handle.of(a3), new Ahead(17, DeadLetters.State.FAILED, BlockScope.KEY));
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.PARK_KEY);

        assertThat(sorting.open()).containsExactly(a1, b2, a4);
        assertThat(sorting.closed().hold(a1)).isTrue();
    }

    @Test
    void lanesKeepMemoryBoundedByWideningToTheAggregateType() {
        for (int key = 0; lanes.blocks(false) == BlockScope.KEY; key++) {
            lanes.close(event(key, "order", "key " + key, "Placed"), BlockScope.KEY);
        }
        DeadLetterRouter sorting = sorted(DeadLetters.Policy.PARK_KEY, refusal(a1, false));

        assertThat(sorting.open()).containsExactly(a4);
    }

    @ParameterizedTest
    @EnumSource(
            value = DeadLetters.Policy.class,
            names = {"SKIP", "PARK_KEY"})
    void aStalledTopicParksItsAggregateTypeWhateverIsToBecomeOfBadEvents(DeadLetters.Policy policy) {
        DeadLetterRouter sorting = sorted(policy, stall(a1));

        assertThat(sorting.open()).containsExactly(a4);
        assertThat(sorting.stalls()).extracting(NewDeadLetter::event).containsExactly(a1);
        assertThat(sorting.failures()).isZero();
    }

    @Test
    void aStalledTopicIsWaitedForWhereBadEventsHalt() {
        assertThatThrownBy(() -> sorted(DeadLetters.Policy.HALT, stall(a1)))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("stalls");
    }

    @Test
    void thePolicyOfAnEventTypeGoesBeforeThatOfItsAggregateType() {
        var settings = new RelaySettings.DeadLetters(
                DeadLetters.Policy.HALT,
                Map.of("order", DeadLetters.Policy.PARK_KEY, "order/Paid", DeadLetters.Policy.SKIP),
                1,
                Duration.ofDays(1),
                Duration.ofMinutes(1));

        assertThat(DeadLetterRouter.policy(settings, event(1, "order", "a", "Paid")))
                .isEqualTo(DeadLetters.Policy.SKIP);
        assertThat(DeadLetterRouter.policy(settings, event(1, "order", "a", "Placed")))
                .isEqualTo(DeadLetters.Policy.PARK_KEY);
        assertThat(DeadLetterRouter.policy(settings, event(1, "invoice", "a", "Paid")))
                .isEqualTo(DeadLetters.Policy.HALT);
    }

    @Test
    void anEventThatWaitedHaltsThePathWhenKafkaRefusesItInTurn() {
        assertThat(refusedAgain(DeadLetters.State.PARKED, BlockScope.NOTHING, refusal(a3, false)))
                .isEqualTo(BlockScope.EVERYTHING);
        assertThat(refusedAgain(DeadLetters.State.FAILED, BlockScope.KEY, refusal(a3, false)))
                .isEqualTo(BlockScope.EVERYTHING);
        // later events have overtaken this one, or its topic stalls
        assertThat(refusedAgain(DeadLetters.State.FAILED, BlockScope.NOTHING, refusal(a3, false)))
                .isEqualTo(BlockScope.NOTHING);
        assertThat(refusedAgain(DeadLetters.State.PARKED, BlockScope.NOTHING, stall(a3)))
                .isEqualTo(BlockScope.TYPE);
        // a path that halts would not look whether the topic is back
        assertThat(refusedAgain(DeadLetters.State.FAILED, BlockScope.EVERYTHING, stall(a3)))
                .isEqualTo(BlockScope.TYPE);
    }

    private BlockScope refusedAgain(DeadLetters.State state, BlockScope blocks, Refusal refusal) {
        var letter = new DeadLetters.DeadLetter(
                17, refusal.event(), state, blocks, false, "", null, 0, Instant.EPOCH, Instant.EPOCH, null, null);
        return DeadLetterRouter.refusedAgain(settings(DeadLetters.Policy.HALT), lanes, letter, refusal)
                .blocks();
    }

    private DeadLetterRouter sorted(DeadLetters.Policy policy, Refusal... refusals) {
        DeadLetterRouter sorting = new DeadLetterRouter(settings(policy), lanes, ahead);
        sorting.refused(List.of(refusals));
        sorting.sort(events);
        return sorting;
    }

    private static RelaySettings.DeadLetters settings(DeadLetters.Policy policy) {
        return new RelaySettings.DeadLetters(policy, Map.of(), 1, Duration.ofDays(1), Duration.ofMinutes(1));
    }

    private static Refusal refusal(EventRecord event, boolean wholeTopic) {
        return new Refusal(event, wholeTopic, new RecordTooLargeException("too large"));
    }

    private static Refusal stall(EventRecord event) {
        var cause = new StalledTopicException("the topic stalls");
        return new Refusal(event, true, new IllegalStateException(cause));
    }

    private static EventRecord event(long seq, String aggregateType, String aggregateId, String eventType) {
        return new EventRecord(
                seq,
                new UUID(0, seq),
                aggregateType,
                aggregateId,
                eventType,
                null,
                null,
                null,
                Map.of(),
                null,
                "2026-11-22T08:00:00Z");
    }
}
