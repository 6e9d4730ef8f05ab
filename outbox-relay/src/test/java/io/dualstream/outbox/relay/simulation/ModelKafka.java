package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.internal.kafka.Refusal;
import io.dualstream.outbox.relay.internal.kafka.RefusedException;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.kafka.topics.StalledTopicException;
import io.dualstream.outbox.relay.simulation.ModelTopic.Status;
import io.dualstream.outbox.relay.simulation.ModelTopic.Transaction;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kafka as the relay can tell: topics of events, one of state, transactions that commit, abort, stay open, or whose commit
 * arrives when the client has long given up; producers that fence each other; topics that take no large events, or nothing;
 * and neighbours whose transactions are in the same topics.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // thrown by the million
public final class ModelKafka {

    private static final Exception TOO_LARGE = quiet(new IllegalStateException("too large"));
    private static final Exception BROKEN = quiet(new IllegalStateException("the topic takes nothing"));
    private static final Exception STALLED =
            quiet(new IllegalStateException(quiet(new StalledTopicException("the topic takes no writes for now"))));

    private record State(Transaction transaction, StateRecord record) {}

    private final World world;
    private final List<Event> truth;
    private final Map<String, ModelTopic> topics = new LinkedHashMap<>();
    private final List<State> states = new ArrayList<>();
    /** Brokers date the records, not producers. */
    private final boolean logAppendTime;

    private final long skewMillis;
    private final boolean plain;
    private @Nullable Transaction latest;
    private @Nullable Transaction neighbours;
    private int epoch;

    /**
     * What relays and topics do.
     *
     * @param refusals topics may refuse events
     * @param plain relays write without transactions: at least once
     */
    public record Traits(boolean refusals, boolean plain) {}

    public ModelKafka(World world, List<Event> truth, Traits traits) {
        this.world = world;
        this.truth = truth;
        this.plain = traits.plain();
        boolean refusals = traits.refusals();
        this.logAppendTime = world.dice.oneIn(2);
        this.skewMillis = world.skewMillis();
        topic("t").limited = refusals;
        topic("u").limited = refusals;
    }

    private static <E extends Exception> E quiet(E exception) {
        exception.setStackTrace(new StackTraceElement[0]);
        return exception;
    }

    private ModelTopic topic(String type) {
        return topics.computeIfAbsent(type, ModelTopic::new);
    }

    /** A producer with the relay's transactional id. */
    public final class Producer {
        private final int mine;
        private final long itsSkewMillis;

        private Producer(long itsSkewMillis) {
            this.mine = epoch;
            this.itsSkewMillis = itsSkewMillis;
        }

        /** All of it in one transaction; whatever happens to the client, the broker goes on by its own rules. */
        public void publish(List<EventRecord> events, StateRecord... state) {
            world.call();
            refuse(events);
            if (plain) {
                publishPlainly(events, state);
                return;
            }
            Transaction transaction = new Transaction();
            refuseFenced();
            latest = transaction;
            for (EventRecord event : events) {
                append(transaction, event, world.millis() + (logAppendTime ? skewMillis : itsSkewMillis));
            }
            world.call();
            refuseFenced();
            for (StateRecord record : state) {
                states.add(new State(transaction, record));
            }
            world.call();
            refuseFenced();
            if (world.mishap(12)) {
                fail(transaction);
                throw Trouble.UNKNOWN;
            }
            transaction.status = Status.COMMITTED;
            world.say("Kafka committed events", events.size(), mine);
            world.call();
        }

        /** One record after the other, each there at once and for good; nobody is fenced. */
        private void publishPlainly(List<EventRecord> events, StateRecord... state) {
            boolean early = world.is(Mutation.CURSOR_WRITTEN_BEFORE_ITS_EVENTS);
            if (early) {
                writePlainly(state);
            }
            for (EventRecord event : events) {
                append(Transaction.NONE, event, world.millis() + (logAppendTime ? skewMillis : itsSkewMillis));
                failPlainly();
            }
            if (!early) {
                writePlainly(state);
            }
            world.say("Kafka has events", events.size(), mine);
        }

        private void writePlainly(StateRecord... state) {
            for (StateRecord record : state) {
                states.add(new State(Transaction.NONE, record));
                failPlainly();
            }
        }

        private void failPlainly() {
            world.call();
            if (world.mishap(20)) {
                throw Trouble.UNKNOWN;
            }
        }

        /** Nobody has fenced it. */
        public boolean isLatest() {
            return mine == epoch;
        }

        private void fail(Transaction transaction) {
            switch (world.dice.below(4)) {
                case 0 -> transaction.status = Status.COMMITTED;
                case 1 -> transaction.status = Status.ABORTED;
                case 2 -> transaction.commitOnItsWay = true;
                default -> world.say("left open by", mine, 0);
            }
            world.say("outcome unknown to client, committed", transaction.status == Status.COMMITTED ? 1 : 0, mine);
        }

        private void refuseFenced() {
            if (mine != epoch) {
                throw Trouble.FENCED;
            }
        }
    }

    /** First what goes to topics that take nothing, then what is too large, as the relay finds it out. */
    private void refuse(List<EventRecord> events) {
        List<Refusal> refusals = new ArrayList<>();
        for (EventRecord event : events) {
            ModelTopic topic = topic(event.aggregateType());
            if (topic.broken) {
                refusals.add(new Refusal(event, true, BROKEN));
            } else if (topic.stalled && world.mishap(2)) {
                throw Trouble.UNKNOWN; // not for long enough
            } else if (topic.stalled) {
                refusals.add(new Refusal(event, true, STALLED));
            }
        }
        for (EventRecord event : refusals.isEmpty() ? events : List.<EventRecord>of()) {
            if (topic(event.aggregateType()).limited && Event.isLarge(event)) {
                refusals.add(new Refusal(event, false, TOO_LARGE));
            }
        }
        if (!refusals.isEmpty()) {
            for (Refusal refusal : refusals) {
                world.say("Kafka refuses event", Event.number(refusal.event()), 0);
            }
            throw new RefusedException(refusals);
        }
    }

    private void append(Transaction transaction, EventRecord record, long millis) {
        Event event = truth.get(Event.number(record));
        if (event.fate != Event.Fate.COMMITTED && event.fate != Event.Fate.FORGOTTEN) {
            throw new Fault("leaked, even if only to read_uncommitted: " + event);
        }
        topic(record.aggregateType()).append(transaction, event, millis);
    }

    /** Fences and settles whoever had the id before; {@code skewMillis} is that of the producer's clock. */
    public Producer producer(long skewMillis) {
        world.call();
        epoch++;
        if (latest != null && latest.status == Status.OPEN) {
            latest.status = Status.ABORTED;
        }
        world.say("producer epoch", epoch, 0);
        return new Producer(skewMillis);
    }

    /** Relays write without transactions. */
    boolean isPlain() {
        return plain;
    }

    /** Somebody deletes the state topic. */
    public void forget() {
        states.clear();
        neighbours = null;
        world.say("state deleted", 0, 0);
    }

    /** The broker gets to something, or somebody else writes. */
    public void act() {
        if (latest != null && latest.commitOnItsWay && latest.status == Status.OPEN) {
            latest.status = Status.COMMITTED;
            world.say("the late commit arrives", 0, 0);
        } else if (world.dice.oneIn(2)) {
            ModelTopic topic = world.dice.oneIn(2) ? topic("t") : topic("u");
            topic.foreignWrites(world.millis() + skewMillis, world.dice.oneIn(2));
            world.say(
                    "another producer in a topic, last stable offset",
                    topic.lastStableOffset(),
                    topic.log().size());
        } else if (neighbours == null) {
            neighbours = new Transaction();
            states.add(new State(neighbours, new StateRecord("neighbour", new byte[0])));
        } else {
            settleNeighbour();
        }
    }

    /** Somebody changes what a topic takes. */
    public void reconfigure() {
        ModelTopic topic = world.dice.oneIn(2) ? topic("t") : topic("u");
        switch (world.dice.below(4)) {
            case 0 -> topic.stalled = !topic.stalled;
            case 1 -> topic.broken = !topic.broken;
            default -> topic.limited = !topic.limited;
        }
        world.say(
                "topic limited, stalled or broken",
                topic.limited ? 1 : 0,
                (topic.stalled ? 1 : 0) + (topic.broken ? 2 : 0));
    }

    /** Every topic takes everything; or, unless {@code limits}, all but large events. */
    public void repair(boolean limits) {
        for (ModelTopic topic : topics.values()) {
            topic.stalled = false;
            topic.broken = false;
            topic.limited &= !limits;
        }
    }

    public boolean takesWrites(String type) {
        return !topic(type).stalled;
    }

    private void settleNeighbour() {
        if (neighbours != null) {
            neighbours.status = Status.COMMITTED;
            neighbours = null;
        }
    }

    /** The committed state. Read to the topic's very end: whose transaction is open there is waited for. */
    public Map<String, byte[]> state() {
        world.call();
        if (!world.is(Mutation.STATE_READ_TO_LAST_STABLE_OFFSET)) {
            settleNeighbour();
        }
        Map<String, byte[]> state = new HashMap<>();
        for (State entry : states) {
            if (entry.transaction.status == Status.OPEN) {
                break;
            }
            if (entry.transaction.status == Status.COMMITTED) {
                byte[] value = entry.record.value();
                if (value == null) {
                    state.remove(entry.record.key());
                } else {
                    state.put(entry.record.key(), value);
                }
            }
        }
        return state;
    }

    /** As the relay asks: where records of that time begin, then everything from there to the very end. */
    public void publishedSince(long millis, PublishedEvents published) {
        world.call();
        for (ModelTopic topic : topics.values()) {
            int start = topic.offsetOf(millis);
            if (start >= topic.lastStableOffset() && world.is(Mutation.STARTS_ASKED_FOR_AS_COMMITTED)) {
                continue; // so brokers answer then
            }
            if (start < topic.log().size()) {
                topic.awaitForeign();
            }
            for (ModelTopic.Entry entry : topic.log().subList(start, topic.log().size())) {
                Event event = entry.event();
                if (event != null && entry.transaction().status == Status.COMMITTED) {
                    add(event.record, published);
                }
            }
        }
    }

    public boolean holdsSince(long millis) {
        world.call();
        return topics.values().stream()
                .anyMatch(topic -> topic.offsetOf(millis) < topic.log().size());
    }

    private void add(EventRecord record, PublishedEvents published) {
        published.add(record.id(), record.aggregateType(), record.aggregateId());
        if (world.is(Mutation.PUBLISHED_IS_COMPARED_BY_ID_ALONE)) {
            truth.stream()
                    .map(event -> event.record)
                    .filter(other -> other.id().equals(record.id()))
                    .forEach(other -> published.add(other.id(), other.aggregateType(), other.aggregateId()));
        }
    }

    /** What a {@code read_committed} consumer has in the end. */
    public List<Event> committed() {
        List<Event> events = new ArrayList<>();
        for (ModelTopic topic : topics.values()) {
            for (ModelTopic.Entry entry : topic.log()) {
                if (entry.event() != null && entry.transaction().status == Status.COMMITTED) {
                    events.add(entry.event());
                }
            }
        }
        return events;
    }
}
