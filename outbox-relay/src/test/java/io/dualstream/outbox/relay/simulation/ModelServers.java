package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.durable.DurableServers;
import io.dualstream.outbox.relay.internal.durable.HorizonTracker;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoverySource;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalHandler;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models, as one attempt of one relay is connected to them. */
final class ModelServers implements DurableServers {

    /** A relay process and what it is connected to. */
    record RelayProcess(int number, int epoch, SimulatedTime time) {}

    private final World world;
    private final ModelPostgres postgres;
    private final ModelKafka kafka;
    private final RelayProcess process;
    private final int generation;
    private boolean superseded;
    private ModelKafka.@Nullable Producer producer;
    private @Nullable ModelStream stream;

    ModelServers(World world, ModelPostgres postgres, ModelKafka kafka, RelayProcess process) {
        this.world = world;
        this.postgres = postgres;
        this.kafka = kafka;
        this.process = process;
        this.generation = postgres.generation();
    }

    int relay() {
        return process.number();
    }

    ModelKafka kafka() {
        return kafka;
    }

    boolean isLatestProducer() {
        return producer != null && producer.isLatest();
    }

    /** Found a later lease: gives up for good. */
    boolean isSuperseded() {
        return superseded;
    }

    boolean isAtEnd() {
        return stream != null && stream.isAtEnd();
    }

    @Override
    public void verifyLeading() throws SQLException {
        ModelConnection connection = new ModelConnection(world, postgres, generation);
        superseded = connection.use().lease().epoch() > process.epoch();
        connection.refuseIf(superseded);
    }

    @Override
    public DurableSink sink() {
        boolean early = world.is(Mutation.SINK_READ_BEFORE_FENCING);
        Map<String, byte[]> before = early ? kafka.state() : Map.of();
        ModelKafka.Producer fencing = kafka.producer(process.time().skewMillis());
        producer = fencing;
        return new SimulatedSink(world, kafka, fencing, early ? before : kafka.state());
    }

    @Override
    public DeadLetterStore deadLetters() {
        return new SimulatedDeadLetterStore(world, postgres, generation, process.epoch());
    }

    @Override
    public void endStaleSessions() {
        world.call();
        if (!world.mishap(2)) {
            postgres.loosen();
        }
    }

    @Override
    public RecoverySource recovery() {
        return source();
    }

    private SimulatedRecoverySource source() {
        return new SimulatedRecoverySource(world, postgres, generation, process.epoch());
    }

    @Override
    public Optional<Slot.State> slot() throws SQLException {
        return world.is(Mutation.STREAM_OF_ANOTHER_SERVER)
                ? new SimulatedRecoverySource(world, postgres, postgres.generation(), process.epoch()).slot()
                : source().slot();
    }

    @Override
    public Publication.State publication() throws SQLException {
        return source().publication();
    }

    @Override
    public HorizonTracker.Readings readings() {
        return source();
    }

    @Override
    public DurableStream stream(WalHandler handler) {
        ModelStream opened = new ModelStream(world, postgres, this, handler);
        stream = opened;
        return opened;
    }
}
