package io.dualstream.outbox.relay.internal.durable.letters;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.cursor.RetryMark;
import io.dualstream.outbox.relay.internal.deadletter.BlockedKeys;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterQueue;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterTable;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterTable.Handle;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.kafka.EventPublisher;
import io.dualstream.outbox.relay.internal.kafka.KafkaSink;
import io.dualstream.outbox.relay.internal.kafka.Refusal;
import io.dualstream.outbox.relay.internal.kafka.RefusedException;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.kafka.hanging.Hanging;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.status.BlockScope;
import io.dualstream.outbox.relay.status.DeadLetter;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.relay.status.RelayListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what Kafka takes and makes dead letters of the rest, so that one event never stops the others; publishes dead
 * letters when somebody asks for it. One publication at a time: the engine's thread brings events, the path's own thread
 * serves requests.
 */
public final class DeadLetteringPublisher implements DurableSink, EventPublisher {

    /**
     * Who is to hear of what happens.
     *
     * @param counted is told how many dead letters there are, whenever that changes
     * @param stalled outlives this
     */
    public record Observers(RelayListener listener, Consumer<DeadLetterTable.Count> counted, StalledTopics stalled) {}

    private static final Logger log = LoggerFactory.getLogger(DeadLetteringPublisher.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final Duration RETENTION_LOOK = Duration.ofHours(1);
    /** By then the stream has brought what a predecessor put here just before it died. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private final RelaySettings.DeadLetters settings;
    private final KafkaSink sink;
    private final EventPublisher publisher;
    private final Connection connection;
    private final DeadLetterTable table;
    private final DeadLetterQueue queue;
    private final Redelivery redelivery;
    private final Observers observers;
    private final Map<Handle, Long> ahead;
    // fair: the engine's thread, which comes back at once, must not keep requests waiting for ever
    private final ReentrantLock turn = new ReentrantLock(true);

    private DeadLetterTable.Count count = DeadLetterTable.Count.NONE;
    private BlockedKeys lanes;
    private long setAside;
    private boolean draining = true;
    private long nextLook = System.nanoTime();
    private long nextForget = System.nanoTime() + SETTLED.toNanos();

    private DeadLetteringPublisher(
            RoomSettings rooms, KafkaSink sink, Connection connection, long epoch, Observers observers)
            throws SQLException {
        RelaySettings relay = rooms.relay();
        this.settings = relay.deadLetters();
        this.sink = sink;
        this.publisher = sink.publisher();
        this.connection = connection;
        this.table = new DeadLetterTable(connection, relay.postgres().schema(), relay.name(), epoch);
        this.queue = new DeadLetterQueue(connection, relay.postgres().schema(), relay.name());
        this.redelivery = new Redelivery(settings, queue, publisher, rooms.retryKey());
        this.observers = observers;
        byte[] mark = sink.state().get(rooms.retryKey());
        if (mark != null) {
            queue.published(RetryMark.decode(mark));
        }
        this.ahead = table.ahead();
        this.lanes = table.lanes();
    }

    /**
     * Makes good what a crash left undone, and serves what was asked for meanwhile.
     *
     * @param epoch of the lease
     * @throws HaltedException a dead letter stops the path
     */
    public static DeadLetteringPublisher open(
            RoomSettings rooms, Connections connections, KafkaSink sink, long epoch, Observers observers)
            throws SQLException, InterruptedException {
        Connection connection = connections.open("dead-letters");
        try {
            var opened = new DeadLetteringPublisher(rooms, sink, connection, epoch, observers);
            observers.stalled().begin(sink, opened.queue);
            observers.stalled().resume(sink, opened.queue, observers.stalled().back(sink));
            opened.drain();
            opened.haltIfSoDecided();
            return opened;
        } catch (SQLException | RuntimeException | InterruptedException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Map<String, byte[]> state() {
        return sink.state();
    }

    @Override
    public Hanging hanging() {
        return sink.hanging();
    }

    @Override
    public void endHanging() throws InterruptedException {
        sink.endHanging();
    }

    @Override
    public Set<UUID> idsSince(long epochMillis) throws InterruptedException {
        return sink.idsSince(epochMillis);
    }

    @Override
    public EventPublisher publisher() {
        return this;
    }

    /** Events that were not published but are dead letters, since this was opened. For the thread that publishes. */
    public long setAside() {
        return setAside;
    }

    private void haltIfSoDecided() throws SQLException {
        for (Optional<DeadLetter> next = table.halting(); next.isPresent(); next = table.halting()) {
            DeadLetter letter = next.get();
            EventRecord event = letter.event();
            switch (settings.policyOf(event.aggregateType(), event.eventType())) {
                case HALT -> throw new HaltedException(letter.number(), letter.reason());
                case SKIP -> queue.block(letter.number(), BlockScope.NOTHING);
                case PARK_KEY -> queue.block(letter.number(), lanes.blocks(false));
            }
            lanes = table.lanes();
        }
    }

    /**
     * Returns once Kafka holds the state and all events but those that are dead letters now.
     *
     * @throws HaltedException one of them stops the path; nothing was published
     */
    @Override
    public void publish(List<EventRecord> events, StateRecord... state) throws InterruptedException {
        turn.lock();
        try {
            if (lanes.isEmpty() && ahead.isEmpty()) {
                try {
                    publisher.publish(events, state);
                } catch (RefusedException e) {
                    sortAndPublish(events, e.refusals(), state);
                }
            } else {
                sortAndPublish(events, List.of(), state);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Dead letters could not be written: " + e.getMessage(), e);
        } finally {
            turn.unlock();
        }
    }

    private void sortAndPublish(List<EventRecord> events, List<Refusal> first, StateRecord... state)
            throws SQLException, InterruptedException {
        DeadLetterRouter sorting = new DeadLetterRouter(settings, lanes, ahead);
        sorting.refused(first);
        List<Long> numbers = List.of();
        while (true) {
            sorting.sort(events);
            // First here, then in Kafka: a crash between the two finds the letters here, and publishes none of them.
            if (!sorting.setbacks().isEmpty() || !numbers.isEmpty()) {
                numbers = table.put(sorting.setbacks(), numbers);
            }
            if (sorting.halts()) {
                announce(sorting);
                long number = table.halting().map(DeadLetter::number).orElse(0L);
                throw new HaltedException(number, sorting.firstReason());
            }
            try {
                publisher.publish(sorting.open(), state);
                break;
            } catch (RefusedException e) {
                sorting.refused(e.refusals());
            }
        }
        table.passed(numbers);
        for (Handle met : sorting.met()) {
            Long number = ahead.remove(met);
            if (number != null) {
                table.passed(List.of(number));
            }
        }
        lanes.closeAll(sorting.closed());
        announce(sorting);
        setAside += events.size() - sorting.open().size();
    }

    private void announce(DeadLetterRouter sorting) {
        if (sorting.setbacks().isEmpty()) {
            return;
        }
        int failed = sorting.failures();
        int parked = sorting.setbacks().size() - failed;
        if (failed > 0) {
            log.warn(
                    "{} events became dead letters, {} more wait behind such. The first: {}",
                    failed,
                    parked,
                    sorting.firstFailure());
        }
        observers.stalled().parked(sink, sorting.stalls());
        counted(count.plus(failed, parked));
        observers.listener().deadLettered(failed, parked, sorting.firstReason());
    }

    private void counted(DeadLetterTable.Count now) {
        count = now;
        observers.counted().accept(now);
    }

    /** Does what operators asked for, for a second at most; when there is nothing to do, looks once a second. */
    public void serve() throws SQLException, InterruptedException {
        if (!draining && System.nanoTime() - nextLook < 0) {
            return;
        }
        Set<String> back = observers.stalled().back(sink); // before its turn, since Kafka may take long to answer
        if (!turn.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        try {
            nextLook = System.nanoTime() + LOOK.toNanos();
            boolean resumed = observers.stalled().resume(sink, queue, back);
            if (draining || resumed || queue.requested()) {
                drain();
            }
            if (System.nanoTime() - nextForget > 0) {
                nextForget = System.nanoTime() + RETENTION_LOOK.toNanos();
                table.forget(settings.retention());
            }
        } finally {
            turn.unlock();
        }
    }

    private void drain() throws SQLException, InterruptedException {
        long end = System.nanoTime() + TURN.toNanos();
        publisher.forgetTopics();
        queue.discardRequested();
        do {
            draining = redelivery.next(lanes);
        } while (draining && System.nanoTime() - end < 0);
        if (!draining) {
            // Until now what arrives has queued up behind what was being published.
            lanes = table.lanes();
            observers.stalled().settle(sink, queue);
        }
        counted(table.count());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("A connection could not be closed", e);
        }
    }
}
