package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.cursor.LetterMark;
import io.dualstream.outbox.relay.internal.deadletter.BlockedKeys;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Ahead;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Handle;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore.Placement;
import io.dualstream.outbox.relay.internal.deadletter.RedeliveryQueue;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.kafka.EventPublisher;
import io.dualstream.outbox.relay.internal.kafka.Published;
import io.dualstream.outbox.relay.internal.kafka.PublishedEvents;
import io.dualstream.outbox.relay.internal.kafka.Refusal;
import io.dualstream.outbox.relay.internal.kafka.RefusedException;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.status.DeadLetters.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.relay.status.RelayListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the events that Kafka takes and makes dead letters of the rest, so that one event never stops the others. Publishes
 * dead letters on request. One publication runs at a time: the engine's thread publishes events, the path's own thread serves
 * requests. Listeners are called after the publication, without its lock.
 */
public final class DeadLetteringPublisher {

    /**
     * The observers of a publisher.
     *
     * @param counted receives the number of dead letters whenever the number changes
     * @param stalled outlives the publisher
     */
    public record Observers(RelayListener listener, Consumer<DeadLetterStore.Count> counted, StalledTopics stalled) {}

    private static final Logger log = LoggerFactory.getLogger(DeadLetteringPublisher.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration RETENTION_LOOK = Duration.ofHours(1);
    private static final Duration FIRST_RETENTION_LOOK = Duration.ofMinutes(1);

    private final RelaySettings.DeadLetters settings;
    private final DurableSink sink;
    private final EventPublisher publisher;
    private final DeadLetterStore store;
    private final RedeliveryQueue queue;
    private final Redelivery redelivery;
    private final TimeSource time;
    private final Observers observers;
    private final Map<Handle, Ahead> ahead;
    private final String passedKey;
    // fair: the engine's thread, which comes back at once, must not delay requests without limit
    private final ReentrantLock publication = new ReentrantLock(true);
    /** Calls of listeners that are due once the lock is free. */
    private final List<Runnable> news = new ArrayList<>();

    private DeadLetterStore.Count count = DeadLetterStore.Count.NONE;
    private BlockedKeys lanes;
    private @Nullable HaltedException halted;
    private volatile boolean draining = true;
    private long nextLook;
    private long nextForget;

    private DeadLetteringPublisher(
            RoomSettings rooms, DeadLetterStore store, DurableSink sink, TimeSource time, Observers observers)
            throws SQLException {
        this.settings = rooms.relay().deadLetters();
        this.sink = sink;
        this.publisher = sink.publisher();
        this.store = store;
        this.queue = store.queue();
        this.redelivery = new Redelivery(settings, queue, publisher, rooms.retryKey());
        this.time = time;
        this.observers = observers;
        this.nextLook = time.nanos();
        this.nextForget = nextLook + FIRST_RETENTION_LOOK.toNanos();
        this.passedKey = rooms.passedKey();
        byte[] passed = sink.state().get(passedKey);
        if (passed != null) {
            store.passed(LetterMark.decode(passed));
        }
        byte[] retried = sink.state().get(rooms.retryKey());
        if (retried != null) {
            queue.published(LetterMark.decode(retried));
        }
        this.ahead = store.ahead();
        this.lanes = store.lanes();
    }

    /**
     * Writes to PostgreSQL which dead letters Kafka has passed or published. Nothing is published before {@link #begin}.
     *
     * @param store stays open; the caller closes the store and the sink
     * @throws HaltedException if a dead letter stops the path, and nobody has requested a retry or discard
     */
    public static DeadLetteringPublisher open(
            RoomSettings rooms, DeadLetterStore store, DurableSink sink, TimeSource time, Observers observers)
            throws SQLException {
        var opened = new DeadLetteringPublisher(rooms, store, sink, time, observers);
        Optional<DeadLetter> halting = store.halting();
        if (halting.isPresent() && halting.get().request() == null) {
            opened.haltIfSoDecided();
        }
        return opened;
    }

    /**
     * The letters that PostgreSQL calls published, and whose events may be in the transaction that Kafka left open. Empty
     * unless there is such a transaction.
     */
    public HangingLetters hanging() throws SQLException {
        return HangingLetters.find(store, sink);
    }

    /** Opens these letters again, with the request of a retry. */
    public void reopen(HangingLetters hanging) throws SQLException {
        hanging.reopen();
        lanes = store.lanes();
    }

    /** The dead letters that a retry might publish, as candidates. */
    public PublishedEvents candidates() throws SQLException {
        PublishedEvents candidates = new PublishedEvents();
        store.open().forEach(letter -> candidates.candidate(letter.id(), typeIn(letter), letter.aggregateId()));
        return candidates;
    }

    /** An operator may have chosen another topic than that of the letter's type. */
    private String typeIn(DeadLetterStore.Open letter) {
        return letter.topic() == null ? letter.aggregateType() : sink.typeOf(letter.topic());
    }

    /** A recovery found these events in the topics. Dead letters among them need no retry. */
    public void found(PublishedEvents published) throws SQLException {
        List<LetterMark.Letter> letters = store.open().stream()
                .filter(letter -> published.hold(letter.id(), typeIn(letter), letter.aggregateId()))
                .map(letter -> new LetterMark.Letter(letter.number(), letter.id()))
                .toList();
        if (!letters.isEmpty()) {
            queue.published(new LetterMark(letters));
            lanes = store.lanes();
        }
    }

    /**
     * Serves the requests that were made since a relay last ran.
     *
     * @throws HaltedException if a dead letter stops the path
     */
    public void begin() throws SQLException, InterruptedException {
        StalledTopics stalled = observers.stalled();
        try {
            stalled.begin(sink, queue, news);
            stalled.resume(sink, queue, stalled.back(sink));
            drain();
        } finally {
            publication.lock();
            unlockAndTell();
        }
    }

    /** Publishes a state after which no event that is a dead letter now will be read again. */
    public void passAll(StateRecord... state) throws SQLException, InterruptedException {
        Map<Handle, Long> numbers = new HashMap<>();
        ahead.forEach((handle, letter) -> numbers.put(handle, letter.number()));
        publisher.publish(List.of(), marked(state, numbers));
        store.passed(numbers.values());
        draining |= !ahead.isEmpty();
        ahead.clear();
        lanes = store.lanes();
    }

    private void haltIfSoDecided() throws SQLException {
        for (Optional<DeadLetter> next = store.halting(); next.isPresent(); next = store.halting()) {
            DeadLetter letter = next.get();
            EventRecord event = letter.event();
            switch (DeadLetterRouter.policy(settings, event)) {
                case HALT -> {
                    halted = new HaltedException(letter.number(), letter.reason());
                    throw halted;
                }
                case SKIP -> queue.block(letter.number(), BlockScope.NOTHING);
                case PARK_KEY -> queue.block(letter.number(), lanes.blocks(false));
            }
            lanes = store.lanes();
            draining = true; // what waits behind the letter may be due now
        }
    }

    /**
     * Returns once Kafka holds the state and all events except those that are dead letters now.
     *
     * @throws HaltedException if an event stops the path; the events before it are published, together with their state
     */
    public Published publish(List<EventRecord> events, StateAfter state) throws InterruptedException {
        publication.lock();
        try {
            if (halted != null) {
                throw halted; // a retry halted the path while these events waited for the lock
            }
            if (lanes.isEmpty() && ahead.isEmpty()) {
                try {
                    return publisher.publish(events, state.after(events.size()));
                } catch (RefusedException e) {
                    return sortAndPublish(events, e.refusals(), state);
                }
            }
            return sortAndPublish(events, List.of(), state);
        } catch (SQLException e) {
            throw new IllegalStateException("Dead letters could not be written: " + e.getMessage(), e);
        } finally {
            unlockAndTell();
        }
    }

    /** How many bytes of events one call of {@link #publish} should have at most, unless one event has more. */
    public int maxBytes() {
        return publisher.maxBytes();
    }

    private void unlockAndTell() {
        List<Runnable> due = news.isEmpty() ? List.of() : List.copyOf(news);
        news.clear();
        publication.unlock();
        due.forEach(Runnable::run);
    }

    private Published sortAndPublish(List<EventRecord> events, List<Refusal> first, StateAfter state)
            throws SQLException, InterruptedException {
        DeadLetterRouter sorting = new DeadLetterRouter(settings, lanes, ahead);
        sorting.refused(first);
        Map<Handle, Long> numbers = Map.of();
        while (true) {
            sorting.sort(events);
            // First the table, then Kafka: after a crash between the two, the letters are in the table, and have no
            // effect until the path meets their events again.
            if (!sorting.placements().isEmpty() || !numbers.isEmpty()) {
                numbers = place(sorting.placements(), numbers);
            }
            try {
                publisher.publish(sorting.open(), marked(state.after(sorting.taken()), numbers));
                break;
            } catch (RefusedException e) {
                sorting.refused(e.refusals());
            }
        }
        store.passed(numbers.values());
        draining |= ahead.keySet().removeAll(numbers.keySet()); // a letter that is passed now may be due
        lanes.closeAll(sorting.closed());
        announce(sorting);
        if (sorting.halts()) {
            // empty if a successor has already dealt with the letter
            throw store.halting()
                    .map(letter -> new HaltedException(letter.number(), letter.reason()))
                    .orElseGet(() -> new HaltedException(0, sorting.firstReason()));
        }
        return new Published(
                sorting.open().size(), events.size() - sorting.open().size());
    }

    private Map<Handle, Long> place(List<Placement> inOrder, Map<Handle, Long> before) throws SQLException {
        List<Long> withdrawn = before.entrySet().stream()
                .filter(placed -> !ahead.containsKey(placed.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        Map<Handle, Long> numbers = store.place(inOrder, withdrawn);
        numbers.forEach((handle, number) ->
                ahead.computeIfPresent(handle, (same, letter) -> new Ahead(number, letter.state(), letter.blocks())));
        return numbers;
    }

    /**
     * Adds a mark with the letters that are passed once Kafka has the state. The mark comes first, in case the records are
     * written one by one.
     */
    private StateRecord[] marked(StateRecord[] state, Map<Handle, Long> numbers) {
        if (numbers.isEmpty()) {
            return state;
        }
        LetterMark mark = new LetterMark(numbers.entrySet().stream()
                .map(passed ->
                        new LetterMark.Letter(passed.getValue(), passed.getKey().id()))
                .toList());
        StateRecord[] marked = new StateRecord[state.length + 1];
        marked[0] = new StateRecord(passedKey, mark.encode());
        System.arraycopy(state, 0, marked, 1, state.length);
        return marked;
    }

    private void announce(DeadLetterRouter sorting) {
        if (sorting.setbacks().isEmpty()) {
            return;
        }
        int failed = sorting.failures();
        int parked = sorting.setbacks().size() - failed;
        if (failed > 0) {
            log.warn(sorting.announcement());
        }
        observers.stalled().parked(sink, sorting.stalls(), news);
        counted(count.plus(failed, parked));
        String why = sorting.firstReason();
        news.add(() -> observers.listener().deadLettered(failed, parked, why));
    }

    private void counted(DeadLetterStore.Count now) {
        count = now;
        observers.counted().accept(now);
    }

    /** Serves the requests of operators, for at most a second. Without requests, looks for new ones once a second. */
    public void serve() throws SQLException, InterruptedException {
        if (!draining && time.nanos() - nextLook < 0) {
            return;
        }
        Set<String> back = observers.stalled().back(sink); // before the lock, because Kafka may take long to answer
        if (!publication.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        try {
            nextLook = time.nanos() + LOOK.toNanos();
            boolean resumed = observers.stalled().resume(sink, queue, back);
            if (draining || resumed || queue.requested()) {
                drain();
            }
            if (time.nanos() - nextForget > 0) {
                nextForget = time.nanos() + RETENTION_LOOK.toNanos();
                if (store.forget(settings.retention())) {
                    nextForget = time.nanos();
                }
            }
        } finally {
            unlockAndTell();
        }
    }

    private void drain() throws SQLException, InterruptedException {
        long end = time.nanos() + TURN.toNanos();
        publisher.forgetTopics();
        queue.discardRequested();
        do {
            draining = redelivery.next(lanes);
        } while (draining && time.nanos() - end < 0);
        // letters that were published open their keys, and letters that were refused close theirs
        lanes = store.lanes();
        if (!draining) {
            observers.stalled().settle(sink, queue, news);
        }
        counted(store.count());
        haltIfSoDecided();
    }
}
