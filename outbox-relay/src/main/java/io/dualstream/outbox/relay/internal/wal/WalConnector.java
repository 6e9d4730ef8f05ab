package io.dualstream.outbox.relay.internal.wal;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/** Debezium's connector with {@link WalTask} as its task. Public because the engine creates the class by name. */
public final class WalConnector extends PostgresConnector {

    @Override
    public Class<? extends Task> taskClass() {
        return WalTask.class;
    }
}
