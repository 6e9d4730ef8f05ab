package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.config.DeadLetterPolicy;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterTable.Handle;
import io.dualstream.outbox.relay.internal.deadletter.Lanes;
import io.dualstream.outbox.relay.internal.deadletter.Setback;
import io.dualstream.outbox.relay.internal.kafka.Refusal;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.runtime.Failures;
import io.dualstream.outbox.relay.status.Blocks;
import io.dualstream.outbox.relay.status.DeadLetter;
import io.dualstream.outbox.relay.status.DeadLetterState;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sorts the events of one publication, ever again as more refusals become known: those to publish, those that become dead
 * letters, those that are dead letters already. Not thread-safe.
 */
final class Sorting {

    private final RelaySettings.DeadLetters settings;
    private final Lanes lanes;
    private final Map<Handle, Long> ahead;
    private final IdentityHashMap<EventRecord, Refusal> refused = new IdentityHashMap<>();

    private final List<EventRecord> open = new ArrayList<>();
    private final List<Setback> setbacks = new ArrayList<>();
    private final List<Handle> met = new ArrayList<>();
    private Lanes closed = new Lanes();
    private boolean halts;

    /**
     * @param lanes that are closed already
     * @param ahead what a predecessor made a dead letter of, and may not have passed
     */
    Sorting(RelaySettings.DeadLetters settings, Lanes lanes, Map<Handle, Long> ahead) {
        this.settings = settings;
        this.lanes = lanes;
        this.ahead = ahead;
    }

    void refused(List<Refusal> refusals) {
        refusals.forEach(refusal -> refused.put(refusal.event(), refusal));
    }

    /** @throws KafkaUnavailableException a stalled topic stops the path, since its policy is to halt */
    void sort(List<EventRecord> events) {
        open.clear();
        setbacks.clear();
        met.clear();
        closed = new Lanes();
        for (EventRecord event : events) {
            Handle handle = ahead.isEmpty() ? null : Handle.of(event);
            Refusal refusal = refused.get(event);
            if (handle != null && ahead.containsKey(handle)) {
                met.add(handle);
            } else if (lanes.hold(event) || closed.hold(event)) {
                setbacks.add(Setback.parked(event));
            } else if (refusal == null) {
                open.add(event);
            } else if (setBack(refusal) == Blocks.EVERYTHING) {
                halts = true;
                return;
            }
        }
    }

    private Blocks setBack(Refusal refusal) {
        EventRecord event = refusal.event();
        DeadLetterPolicy policy = settings.policyOf(event.aggregateType(), event.eventType());
        if (refusal.isStall() && policy == DeadLetterPolicy.HALT) {
            throw new KafkaUnavailableException(Failures.sentence(refusal.cause()), refusal.cause());
        }
        Blocks blocks = switch (refusal.isStall() ? DeadLetterPolicy.PARK_KEY : policy) {
            case SKIP -> Blocks.NOTHING;
            case PARK_KEY -> closed.isFull() ? Blocks.TYPE : lanes.blocks(refusal.wholeTopic());
            case HALT -> Blocks.EVERYTHING;
        };
        setbacks.add(setback(event, blocks, refusal));
        closed.close(event, blocks);
        return blocks;
    }

    /** What a letter that was to be published becomes when Kafka refuses it again. */
    static Setback refusedAgain(RelaySettings.DeadLetters settings, Lanes lanes, DeadLetter letter, Refusal refusal) {
        EventRecord event = letter.event();
        DeadLetterPolicy policy = settings.policyOf(event.aggregateType(), event.eventType());
        boolean overtaken = letter.state() == DeadLetterState.FAILED && letter.blocks() == Blocks.NOTHING;
        Blocks blocks;
        if (letter.blocks() == Blocks.EVERYTHING) {
            blocks = Blocks.EVERYTHING;
        } else if (overtaken || (policy == DeadLetterPolicy.SKIP && !refusal.isStall())) {
            blocks = Blocks.NOTHING;
        } else {
            blocks = lanes.blocks(refusal.wholeTopic());
        }
        return setback(event, blocks, refusal);
    }

    private static Setback setback(EventRecord event, Blocks blocks, Refusal refusal) {
        Setback failed = Setback.failed(
                event,
                blocks,
                Failures.sentence(refusal.cause()),
                Failures.root(refusal.cause()).getClass().getName());
        return refusal.isStall() ? failed.stall() : failed;
    }

    /** To publish, in order. */
    List<EventRecord> open() {
        return open;
    }

    /** To become dead letters, in order. */
    List<Setback> setbacks() {
        return setbacks;
    }

    /** Dead letters already. */
    List<Handle> met() {
        return met;
    }

    /** What waits from now on. */
    Lanes closed() {
        return closed;
    }

    /** Whether the last setback stops the path. */
    boolean halts() {
        return halts;
    }

    /** Those that need a human; a stall passes. */
    int failures() {
        return (int) failed().count();
    }

    private Stream<Setback> failed() {
        return setbacks.stream().filter(setback -> setback.isFailure() && !setback.stalled());
    }

    /** The first of each topic that takes no writes for now. */
    List<Setback> stalls() {
        return setbacks.stream().filter(Setback::stalled).toList();
    }

    /** Why the first event failed; empty if none did. */
    String firstReason() {
        return failed().map(Setback::reason).findFirst().orElse("");
    }

    /** The same, with the event. */
    String firstFailure() {
        return failed().map(setback -> describe(setback.event()) + ": " + setback.reason())
                .findFirst()
                .orElse("");
    }

    private static String describe(EventRecord event) {
        return event.eventType() + " of " + event.aggregateType() + " " + event.aggregateId() + " (id " + event.id()
                + ", seq " + event.seq() + ")";
    }
}
