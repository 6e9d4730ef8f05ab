package io.dualstream.outbox.relay.internal.durable;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterStore;
import io.dualstream.outbox.relay.internal.deadletter.DeadLetterTable;
import io.dualstream.outbox.relay.internal.durable.recovery.PostgresSource;
import io.dualstream.outbox.relay.internal.durable.recovery.RecoverySource;
import io.dualstream.outbox.relay.internal.durable.recovery.StaleSessions;
import io.dualstream.outbox.relay.internal.kafka.DurableSink;
import io.dualstream.outbox.relay.internal.lease.Lease;
import io.dualstream.outbox.relay.internal.lease.LeaseMarks;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.wal.DurableStream;
import io.dualstream.outbox.relay.internal.wal.WalHandler;
import io.dualstream.outbox.relay.internal.wal.WalStream;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.runtime.internal.StopSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The real PostgreSQL and Kafka, used by the relay that has the lease of one epoch. */
final class ConnectedServers implements DurableServers {

    /** The objects that outlive an attempt. */
    record Outliving(Connections connections, KafkaConnector kafka, PathLifecycle life, StopSignal stop) {}

    private final RoomSettings rooms;
    private final RelaySettings.Postgres settings;
    private final long leaseEpoch;
    private final Outliving outliving;
    private final Connection postgres;
    private final LeaseMarks marks;
    private final Slot slot;

    /** The caller closes {@code postgres}. */
    ConnectedServers(RoomSettings rooms, long leaseEpoch, Outliving outliving, Connection postgres) {
        this.rooms = rooms;
        this.settings = rooms.relay().postgres();
        this.leaseEpoch = leaseEpoch;
        this.outliving = outliving;
        this.postgres = postgres;
        this.marks = new LeaseMarks(settings.schema(), rooms.relay().name(), leaseEpoch);
        this.slot = new Slot(settings.slot());
    }

    @Override
    public void verifyLeading() throws SQLException {
        Lease.verifyLatest(postgres, settings.schema(), rooms.relay().name(), leaseEpoch);
    }

    @Override
    public DurableSink sink() throws SQLException, InterruptedException {
        return outliving.kafka().open(postgres);
    }

    @Override
    public DeadLetterStore deadLetters() throws SQLException {
        Connection connection =
                outliving.connections().open(Lease.lettersOf(rooms.relay().name()));
        return DeadLetterTable.open(connection, settings.schema(), rooms.relay().name(), leaseEpoch);
    }

    @Override
    public void endStaleSessions() throws SQLException {
        new StaleSessions(rooms.wal(postgres), outliving.stop()).end(postgres);
    }

    @Override
    public RecoverySource recovery() throws SQLException {
        return new PostgresSource(rooms, outliving.connections(), postgres, marks, outliving.life(), outliving.stop());
    }

    @Override
    public Optional<Slot.State> slot() throws SQLException {
        return slot.state(postgres);
    }

    @Override
    public Publication.State publication() throws SQLException {
        return rooms.publication().state(postgres);
    }

    @Override
    public HorizonTracker.Readings readings() {
        return new PostgresReadings(postgres, marks);
    }

    @Override
    public DurableStream stream(WalHandler handler) throws SQLException {
        return new WalStream(rooms.wal(postgres), handler);
    }
}
