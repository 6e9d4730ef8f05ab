package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.cursor.DurableTracker;
import io.dualstream.outbox.relay.internal.cursor.Horizon;
import io.dualstream.outbox.relay.internal.durable.BatchPublisher;
import io.dualstream.outbox.relay.internal.durable.DurablePath;
import io.dualstream.outbox.relay.internal.durable.HorizonTracker;
import io.dualstream.outbox.relay.internal.durable.SameServer;
import io.dualstream.outbox.relay.internal.durable.recovery.DurableRecovery;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.kafka.EventPublisher;
import io.dualstream.outbox.relay.internal.kafka.StateRecord;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.runtime.TimeSource;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.EventRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A relay process whose durable path is the real one, {@link DurableRecovery}, {@link BatchPublisher} and {@link HorizonTracker},
 * between models of the servers. In the place of {@link DurablePath}'s threads it acts when it is its turn.
 */
final class SimulatedDurablePath implements Runnable {

    private static final RoomSettings ROOMS = new RoomSettings(RelaySettings.builder()
            .postgres("jdbc:postgresql://model/model", "model", "model")
            .kafka("model:9092")
            .maxTransactionRows(4)
            .build());
    private static final String CURSOR_KEY = ROOMS.cursorKey();
    private static final String RECOVERY_KEY = ROOMS.recoveryKey();

    private final int id;
    private final World world;
    private final ModelPostgres postgres;
    private final ModelKafka kafka;
    private final TimeSource time;
    private HorizonTracker horizon;
    private boolean busy;
    private boolean dead;
    private boolean verified;
    private long startLsn;
    private int generation;
    private int epoch;
    private ModelKafka.@Nullable Producer latest;
    private @Nullable SimulatedRecoverySource starting;
    private @Nullable ModelStream stream;
    private @Nullable BatchPublisher feed;

    SimulatedDurablePath(int id, World world, ModelPostgres postgres, ModelKafka kafka) {
        this.id = id;
        this.world = world;
        this.postgres = postgres;
        this.kafka = kafka;
        this.time = new SimulatedTime(world);
        this.horizon = new HorizonTracker(Duration.ZERO, time, Horizon.NONE);
    }

    boolean isDead() {
        return dead;
    }

    /** Whether it streams and nothing is left to handle. */
    boolean isAtEnd() {
        return stream != null && stream.isAtEnd();
    }

    /** One step, unless it is in the middle of one. */
    @Override
    public void run() {
        if (dead || busy) {
            return;
        }
        busy = true;
        try {
            if (feed == null) {
                start();
            } else {
                stream(feed);
            }
        } catch (Killed e) {
            kill();
        } catch (Trouble | SQLException e) {
            world.say(e.getMessage() + " for relay", id, 0);
            leave();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            busy = false;
        }
    }

    private void start() throws SQLException, InterruptedException {
        world.say("relay starts:", id, 0);
        boolean early = world.is(Mutation.SINK_READ_BEFORE_FENCING);
        Map<String, byte[]> before = early ? kafka.state() : Map.of();
        epoch = postgres.lease().take();
        ModelKafka.Producer producer = kafka.producer();
        latest = producer;
        Sink sink = new Sink(producer, early ? before : kafka.state());
        generation = postgres.generation();
        SimulatedRecoverySource source = new SimulatedRecoverySource(world, postgres, generation, epoch);
        starting = source;
        DurableCursor cursor = new DurableRecovery(ROOMS, source, sink, what -> world.say(what, id, 0)).prepare();
        source.close();
        if (world.is(Mutation.DEDUPE_OFF)) {
            cursor = DurableCursor.start(cursor.timeline());
        }
        startLsn = cursor.commitLsn();
        stream = ModelStream.open(world, postgres, id);
        verified = false;
        horizon = new HorizonTracker(Duration.ZERO, time, cursor.horizon());
        feed = new BatchPublisher(sink, new DurableTracker(cursor), horizon, CURSOR_KEY, 4);
    }

    private void stream(BatchPublisher feed) throws SQLException, InterruptedException {
        ModelStream from = stream;
        if (from == null) {
            throw new IllegalStateException("no stream");
        }
        if (world.dice.oneIn(3)) {
            from.verify();
            horizon.look(new SimulatedRecoverySource(world, postgres, generation, epoch));
        }
        List<WalRecord> batch = from.read(1 + world.dice.below(6));
        if (!batch.isEmpty()) {
            verify(from);
            BatchPublisher.Batch done = feed.handle(batch);
            world.say("handled by relay, suppressed", id, done.suppressed());
            world.call();
            if (batch.get(batch.size() - 1).lastCommitLsn() <= feed.cursor().commitLsn()) {
                from.confirm();
            }
            if (world.mishap(6)) {
                kill();
            }
        }
    }

    /** As {@link SameServer} does. */
    private void verify(ModelStream from) throws SQLException {
        if (verified || world.is(Mutation.STREAM_OF_ANOTHER_SERVER)) {
            return;
        }
        long at = new SimulatedRecoverySource(world, postgres, generation, epoch)
                .slot()
                .map(Slot.State::confirmedLsn)
                .orElse(0L);
        if (at > startLsn) {
            throw new SQLException("slot moved");
        }
        verified = true;
        if (latest != null && latest.isLatest()) {
            from.mustRepeatLittle(kafka.committed());
        }
    }

    /** The attempt is over; the process lives. */
    private void leave() {
        if (starting != null) {
            starting.close();
        }
        starting = null;
        if (stream != null) {
            stream.close();
        }
        stream = null;
        feed = null;
    }

    void kill() {
        world.say("killed: relay", id, 0);
        if (world.dice.oneIn(3)) {
            // the server has not noticed
            stream = null;
            starting = null;
        }
        leave();
        dead = true;
    }

    private final class Sink implements DurableSink, EventPublisher {
        private final ModelKafka.Producer producer;
        private final Map<String, byte[]> state;

        private Sink(ModelKafka.Producer producer, Map<String, byte[]> state) {
            this.producer = producer;
            this.state = state;
        }

        @Override
        public EventPublisher publisher() {
            return this;
        }

        @Override
        public Map<String, byte[]> state() {
            return state;
        }

        @Override
        public Set<UUID> idsSince(long epochMillis) {
            return kafka.idsSince(epochMillis);
        }

        @Override
        public void publish(List<EventRecord> events, StateRecord... records) {
            for (StateRecord record : records) {
                if (record.key().equals(CURSOR_KEY)
                        && (record.value() == null || record.value().length != DurableCursor.BYTES)) {
                    throw new Fault("a cursor of another size");
                }
            }
            boolean lost = world.is(Mutation.RECOVERY_MARK_LOST);
            producer.publish(
                    events,
                    lost
                            ? Arrays.stream(records)
                                    .filter(record -> !record.key().equals(RECOVERY_KEY))
                                    .toArray(StateRecord[]::new)
                            : records);
        }

        @Override
        public void close() {}
    }
}
