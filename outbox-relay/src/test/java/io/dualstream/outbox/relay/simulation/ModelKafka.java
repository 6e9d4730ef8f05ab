package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.status.EventRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Kafka as the relay can tell: one log of events, one of state, transactions that commit, abort, stay open, or whose commit
 * arrives when the client has long given up; producers that fence each other; and a neighbour, another relay, whose
 * transactions are in the same state topic.
 */
public final class ModelKafka {

    private enum Status {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private static final class Transaction {
        private Status status = Status.OPEN;
        private boolean commitOnItsWay;
    }

    private record Entry(Transaction transaction, Event event, long millis) {}

    private record State(Transaction transaction, StateRecord record) {}

    private final World world;
    private final List<Event> truth;
    private final List<Entry> log = new ArrayList<>();
    private final List<State> states = new ArrayList<>();
    private @Nullable Transaction latest;
    private @Nullable Transaction neighbours;
    private int epoch;

    public ModelKafka(World world, List<Event> truth) {
        this.world = world;
        this.truth = truth;
    }

    /** A producer with the relay's transactional id. */
    public final class Producer {
        private final int mine;

        private Producer() {
            mine = epoch;
        }

        /** All of it in one transaction; whatever happens to the client, the broker goes on by its own rules. */
        public void publish(List<EventRecord> events, StateRecord... state) {
            world.call();
            Transaction transaction = new Transaction();
            refuseFenced();
            latest = transaction;
            for (EventRecord event : events) {
                append(transaction, truth.get(Event.number(event)));
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

    private void append(Transaction transaction, Event event) {
        if (event.fate != Event.Fate.COMMITTED && event.fate != Event.Fate.FORGOTTEN) {
            throw new Fault("leaked, even if only to read_uncommitted: " + event);
        }
        log.add(new Entry(transaction, event, world.millis()));
    }

    /** Fences and settles whoever had the id before. */
    public Producer producer() {
        world.call();
        epoch++;
        if (latest != null && latest.status == Status.OPEN) {
            latest.status = Status.ABORTED;
        }
        world.say("producer epoch", epoch, 0);
        return new Producer();
    }

    /** Somebody deletes the state topic. */
    public void forget() {
        states.clear();
        neighbours = null;
        world.say("state deleted", 0, 0);
    }

    /** The broker gets to something. */
    public void act() {
        if (latest != null && latest.commitOnItsWay && latest.status == Status.OPEN) {
            latest.status = Status.COMMITTED;
            world.say("the late commit arrives", 0, 0);
        } else if (neighbours == null) {
            neighbours = new Transaction();
            states.add(new State(neighbours, new StateRecord("neighbour", new byte[0])));
        } else {
            settleNeighbour();
        }
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

    public Set<UUID> idsSince(long millis) {
        world.call();
        Set<UUID> ids = new HashSet<>();
        for (Entry entry : log) {
            if (entry.millis >= millis && entry.transaction.status == Status.COMMITTED) {
                ids.add(entry.event.record.id());
            }
        }
        return ids;
    }

    /** What a {@code read_committed} consumer has in the end. */
    public List<Event> committed() {
        List<Event> events = new ArrayList<>();
        for (Entry entry : log) {
            if (entry.transaction.status == Status.COMMITTED) {
                events.add(entry.event);
            }
        }
        return events;
    }
}
