package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.BlockedKeys;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Ahead;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Handle;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Placement;
import io.dualstream.outbox.relay.internal.deadletter.NewDeadLetter;
import io.dualstream.outbox.relay.internal.kafka.Refusal;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.text.Counted;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Splits the events of one publication into events to publish, new dead letters and existing dead letters. Runs again whenever
 * Kafka refuses more of the events. Not thread-safe.
 */
final class DeadLetterRouter {

    private final RelaySettings.DeadLetters settings;
    private final BlockedKeys lanes;
    private final Map<Handle, Ahead> ahead;
    private final IdentityHashMap<EventRecord, Refusal> refused = new IdentityHashMap<>();

    private final List<EventRecord> open = new ArrayList<>();
    private final List<NewDeadLetter> setbacks = new ArrayList<>();
    private final List<Placement> placements = new ArrayList<>();
    private int taken;
    private BlockedKeys closed = new BlockedKeys();
    private boolean halts;

    /**
     * @param lanes the lanes that are closed already
     * @param ahead the dead letters that a predecessor stored and did not pass
     */
    DeadLetterRouter(RelaySettings.DeadLetters settings, BlockedKeys lanes, Map<Handle, Ahead> ahead) {
        this.settings = settings;
        this.lanes = lanes;
        this.ahead = ahead;
    }

    void refused(List<Refusal> refusals) {
        refusals.forEach(refusal -> refused.put(refusal.event(), refusal));
    }

    /** @throws KafkaUnavailableException if a stalled topic stops the path because its policy is to halt */
    void sort(List<EventRecord> events) {
        open.clear();
        setbacks.clear();
        placements.clear();
        taken = 0;
        halts = false;
        closed = new BlockedKeys();
        for (EventRecord event : events) {
            taken++;
            if (route(event) == BlockScope.EVERYTHING) {
                halts = true;
                return;
            }
        }
    }

    /** Returns what the event blocks from here on. */
    private BlockScope route(EventRecord event) {
        Handle handle = ahead.isEmpty() ? null : Handle.of(event);
        Ahead letter = handle == null ? null : ahead.get(handle);
        if (handle != null && letter != null) {
            placements.add(Placement.of(handle, letter));
            closed.close(event, letter.effect());
            return letter.effect();
        }
        if (lanes.hold(event) || closed.hold(event)) {
            add(NewDeadLetter.parked(event));
            return BlockScope.NOTHING;
        }
        Refusal refusal = refused.get(event);
        if (refusal == null) {
            open.add(event);
            return BlockScope.NOTHING;
        }
        return setBack(refusal);
    }

    private void add(NewDeadLetter letter) {
        setbacks.add(letter);
        placements.add(Placement.of(letter));
    }

    private BlockScope setBack(Refusal refusal) {
        EventRecord event = refusal.event();
        DeadLetters.Policy policy = policy(settings, event);
        if (refusal.isStall() && policy == DeadLetters.Policy.HALT) {
            throw new KafkaUnavailableException(Causes.sentence(refusal.cause()), refusal.cause());
        }
        BlockScope blocks = switch (refusal.isStall() ? DeadLetters.Policy.PARK_KEY : policy) {
            case SKIP -> BlockScope.NOTHING;
            case PARK_KEY -> closed.isFull() ? BlockScope.TYPE : lanes.blocks(refusal.wholeTopic());
            case HALT -> BlockScope.EVERYTHING;
        };
        add(setback(event, blocks, refusal));
        closed.close(event, blocks);
        return blocks;
    }

    /** The new state of a dead letter that Kafka refused again. */
    static NewDeadLetter refusedAgain(
            RelaySettings.DeadLetters settings, BlockedKeys lanes, DeadLetter letter, Refusal refusal) {
        EventRecord event = letter.event();
        DeadLetters.Policy policy = policy(settings, event);
        boolean overtaken = letter.state() == DeadLetters.State.FAILED && letter.blocks() == BlockScope.NOTHING;
        boolean halts = (policy == DeadLetters.Policy.HALT && !overtaken) || letter.blocks() == BlockScope.EVERYTHING;
        BlockScope blocks;
        if (halts && !refusal.isStall()) { // nothing would retry a stalled letter while the path is halted
            blocks = BlockScope.EVERYTHING;
        } else if (overtaken || (policy == DeadLetters.Policy.SKIP && !refusal.isStall())) {
            blocks = BlockScope.NOTHING;
        } else {
            blocks = lanes.blocks(refusal.wholeTopic());
        }
        return setback(event, blocks, refusal);
    }

    /** What holds for its event type, or else for its aggregate type, or else for all. */
    static DeadLetters.Policy policy(RelaySettings.DeadLetters settings, EventRecord event) {
        DeadLetters.Policy ofEvent = settings.policies().get(event.aggregateType() + "/" + event.eventType());
        return ofEvent != null ? ofEvent : settings.policies().getOrDefault(event.aggregateType(), settings.policy());
    }

    private static NewDeadLetter setback(EventRecord event, BlockScope blocks, Refusal refusal) {
        NewDeadLetter failed = NewDeadLetter.failed(
                event,
                blocks,
                Causes.sentence(refusal.cause()),
                Causes.root(refusal.cause()).getClass().getName());
        return refusal.isStall() ? failed.stall() : failed;
    }

    /** The events to publish, in order. */
    List<EventRecord> open() {
        return open;
    }

    /** The new dead letters, in order. */
    List<NewDeadLetter> setbacks() {
        return setbacks;
    }

    /** The new and the existing dead letters, in order. */
    List<Placement> placements() {
        return placements;
    }

    /** Number of events that were split: all events, unless one of them halts the path. */
    int taken() {
        return taken;
    }

    /** The keys and aggregate types that wait from now on. */
    BlockedKeys closed() {
        return closed;
    }

    /** Whether the last event stops the path. */
    boolean halts() {
        return halts;
    }

    /** Number of new dead letters that need a human. A stalled topic recovers by itself. */
    int failures() {
        return (int) failed().count();
    }

    private Stream<NewDeadLetter> failed() {
        return setbacks.stream().filter(setback -> setback.isFailure() && !setback.stalled());
    }

    /** The new dead letters of topics that take no writes for now. */
    List<NewDeadLetter> stalls() {
        return setbacks.stream().filter(NewDeadLetter::stalled).toList();
    }

    /** Why the first event failed; empty if no event failed. */
    String firstReason() {
        return failed().map(NewDeadLetter::reason).findFirst().orElse("");
    }

    /** How many events failed and how many wait, and which event failed first, and why. At least one event must have failed. */
    String announcement() {
        int failures = failures();
        int parked = setbacks.size() - failures;
        String first = failed().map(setback -> describe(setback.event()) + ": " + setback.reason())
                .findFirst()
                .orElse("");
        String whole = Counted.of(failures, "event became a dead letter", "events became dead letters");
        if (parked > 0) {
            whole += ", and " + Counted.of(parked, "more waits", "more wait") + " behind dead letters";
        }
        return whole + (setbacks.size() == 1 ? ": " : ". The first: ") + first;
    }

    private static String describe(EventRecord event) {
        return event.eventType() + " of " + event.aggregateType() + " " + event.aggregateId() + " (id " + event.id()
                + ", seq " + event.seq() + ")";
    }
}
