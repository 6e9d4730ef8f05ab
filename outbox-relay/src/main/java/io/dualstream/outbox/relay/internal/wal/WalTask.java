package io.dualstream.outbox.relay.internal.wal;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.jdbc.JdbcConnection;
import io.dualstream.outbox.relay.internal.failpoint.Failpoint;
import io.dualstream.outbox.relay.internal.session.SessionSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's task with a better way of waiting. Debezium polls its queue and its socket at a fixed interval: a short interval
 * costs CPU, a long one costs latency. Here the thread that reads the socket wakes the thread that polls the queue, so an event
 * leaves within about a millisecond while an idle relay sleeps. Public because the engine creates the class by name.
 */
public final class WalTask extends PostgresConnectorTask {

    /** Longest wait of the poll. An error of the reading thread shows at the next poll, so a failure may go unnoticed for this long. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private final Arrivals arrivals = new Arrivals();
    private boolean drained = true;
    private volatile @Nullable SourceRecord published;

    @Override
    @SuppressWarnings("deprecation") // no other method returns a property that Debezium does not define
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection jdbc, PostgresSchema schema, PostgresConnectorConfig config) throws SQLException {
        ReplicationConnection connection = super.buildReplicationConnection(jdbc, schema, config);
        // Debezium gives the sessions of every engine the same name, but a successor must recognise this one.
        String session = config.getConfig().getString(EngineProperties.SESSION);
        ((JdbcConnection) connection).execute("set application_name = '" + session + "'", SessionSettings.AFTER_LOGIN);
        return new WakingConnection(connection, arrivals);
    }

    @Override
    public List<SourceRecord> doPoll() throws InterruptedException {
        if (drained) {
            arrivals.await(LONGEST_WAIT);
        }
        List<SourceRecord> records = super.doPoll();
        drained = records.isEmpty();
        return drained ? records : List.of(new WalBatch(records));
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        published = record;
    }

    /** Confirms the position that was published. Debezium would ask the offset store, which stores nothing. */
    @Override
    public void performCommit() {
        SourceRecord last = published;
        if (last != null && coordinator != null) {
            published = null;
            Failpoint.BEFORE_CONFIRM.reached();
            coordinator.commitOffset(last.sourcePartition(), last.sourceOffset());
            Failpoint.AFTER_CONFIRM.reached();
        }
    }
}
