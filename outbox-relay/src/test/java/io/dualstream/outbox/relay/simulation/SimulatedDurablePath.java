package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.cursor.DurableCursor;
import io.dualstream.outbox.relay.internal.durable.BatchPublisher;
import io.dualstream.outbox.relay.internal.durable.DurablePath;
import io.dualstream.outbox.relay.internal.durable.DurableSession;
import io.dualstream.outbox.relay.internal.durable.letters.DeadLetteringPublisher;
import io.dualstream.outbox.relay.internal.durable.letters.StalledTopics;
import io.dualstream.outbox.relay.internal.durable.recovery.UnreadableWal;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.wal.WalRecord;
import io.dualstream.outbox.relay.internal.wal.WalStreamException;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.RelayListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A relay process whose durable path is the real one, {@link DurableSession} and all it is made of, between models of the
 * servers. In the place of {@link DurablePath}'s thread it acts when it is its turn.
 */
final class SimulatedDurablePath implements Runnable {

    private static final Map<DeadLetters.Policy, RoomSettings> ROOMS = rooms();
    private static final RelayListener NOBODY = new RelayListener() {};

    private final World world;
    private final ModelPostgres postgres;
    private final ModelKafka kafka;
    private final RoomSettings rooms;
    private final ModelServers.RelayProcess process;
    private final DurableSession.Observers observers;
    private UnreadableWal unreadable = new UnreadableWal("model");
    private boolean busy;
    private boolean dead;
    private @Nullable ModelServers servers;
    private @Nullable DurableSession session;

    SimulatedDurablePath(int number, World world, ModelPostgres postgres, ModelKafka kafka, DeadLetters.Policy policy) {
        this.world = world;
        this.postgres = postgres;
        this.kafka = kafka;
        this.rooms = Objects.requireNonNull(ROOMS.get(policy));
        SimulatedTime time = new SimulatedTime(world, world.skewMillis());
        this.process = new ModelServers.RelayProcess(number, postgres.lease().take(), time);
        this.observers = new DurableSession.Observers(
                new Silent(),
                what -> world.say(what, number, 0),
                new DeadLetteringPublisher.Observers(
                        NOBODY, count -> {}, new StalledTopics(rooms.relay(), NOBODY, time)));
        world.say("relay with policy " + policy, number, 0);
    }

    private static Map<DeadLetters.Policy, RoomSettings> rooms() {
        Map<DeadLetters.Policy, RoomSettings> rooms = new EnumMap<>(DeadLetters.Policy.class);
        for (DeadLetters.Policy policy : DeadLetters.Policy.values()) {
            rooms.put(
                    policy,
                    new RoomSettings(RelaySettings.builder()
                            .postgres("jdbc:postgresql://model/model", "model", "model")
                            .kafka("model:9092")
                            .maxTransactionRows(4)
                            .heartbeatInterval(Duration.ofSeconds(1))
                            .backoff(Duration.ofMillis(1), Duration.ofMillis(1))
                            .deadLetterPolicy(policy)
                            .build()));
        }
        return rooms;
    }

    boolean isDead() {
        return dead;
    }

    /** Whether it streams and nothing is left to handle. */
    boolean isAtEnd() {
        return session != null && servers != null && servers.isAtEnd();
    }

    /** One step, unless it is in the middle of one. */
    @Override
    public void run() {
        if (dead || busy) {
            return;
        }
        busy = true;
        try {
            step();
        } catch (Killed e) {
            world.say("killed: relay", process.number(), 0);
            kill();
        } catch (Exception e) {
            leave();
            if (!isExpected(e)) {
                throw e instanceof RuntimeException bug ? bug : new IllegalStateException(e);
            }
            world.say(e.getMessage() + " for relay", process.number(), 0);
            dead |= servers != null && servers.isSuperseded();
        } finally {
            busy = false;
        }
    }

    private void step() throws Exception {
        if (session == null) {
            world.say("relay starts:", process.number(), 0);
            servers = new ModelServers(world, postgres, kafka, process);
            if (world.is(Mutation.UNREADABLE_WAL_READ_AGAIN_AND_AGAIN)) {
                unreadable = new UnreadableWal("model");
            }
            session = DurableSession.open(rooms, servers, process.time(), observers, unreadable);
        } else {
            session.step();
        }
    }

    /** What servers do to a relay; everything else is a bug, of the relay or of a model. */
    private static boolean isExpected(Exception e) {
        return e instanceof Trouble
                || e instanceof OutboxException
                || e instanceof SQLException
                || e instanceof WalStreamException
                || (e instanceof IllegalStateException
                        && (e.getCause() instanceof SQLException
                                || String.valueOf(e.getMessage()).startsWith("Replication slot")));
    }

    /** The attempt is over; the process lives. */
    private void leave() {
        if (session != null) {
            session.close();
        }
        session = null;
    }

    void kill() {
        leave();
        dead = true;
    }

    private static final class Silent implements DurableSession.Observer {

        @Override
        public void begins(DurableCursor cursor) {}

        @Override
        public void looks() {}

        @Override
        public void found(Slot.State slot) {}

        @Override
        public void arrived(List<WalRecord> batch) {}

        @Override
        public void published(BatchPublisher.Batch done, DurableCursor cursor) {}
    }
}
