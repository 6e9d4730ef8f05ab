package io.dualstream.outbox.benchmarks.campaign.writers;

import io.dualstream.outbox.ConnectionOutbox;
import io.dualstream.outbox.OutboxEvent;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import org.postgresql.PGConnection;

/** The ways to write into the outbox: through Java, and through plain SQL. */
public enum Door {
    JAVA {
        @Override
        public void write(Connection connection, List<Intent> intents) throws SQLException {
            OUTBOX.publishAll(connection, intents.stream().map(Door::event).toList());
        }
    },
    INSERT {
        @Override
        public void write(Connection connection, List<Intent> intents) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement(INTO + VALUES)) {
                for (Intent intent : intents) {
                    set(insert, 0, intent);
                    insert.executeUpdate();
                }
            }
        }
    },
    MULTI_ROW_INSERT {
        @Override
        public void write(Connection connection, List<Intent> intents) throws SQLException {
            String sql = INTO + String.join(", ", Collections.nCopies(intents.size(), VALUES));
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                for (int i = 0; i < intents.size(); i++) {
                    set(insert, i * 4, intents.get(i));
                }
                insert.executeUpdate();
            }
        }
    },
    /** Statements without parameters, as scripts contain them. */
    LITERALS {
        @Override
        public void write(Connection connection, List<Intent> intents) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                for (Intent intent : intents) {
                    statement.execute(INTO
                            + "('%s', '%s', '%s', 'Done', '%s')"
                                    .formatted(
                                            intent.id(),
                                            intent.aggregateType(),
                                            intent.aggregateId(),
                                            intent.payload()));
                }
            }
        }
    },
    FUNCTION {
        @Override
        public void write(Connection connection, List<Intent> intents) throws SQLException {
            try (PreparedStatement call = connection.prepareStatement(
                    "select outbox.publish("
                            + "id => ?::uuid, aggregate_type => ?, aggregate_id => ?, event_type => 'Done', payload => ?::json)")) {
                for (Intent intent : intents) {
                    set(call, 0, intent);
                    call.execute();
                }
            }
        }
    },
    COPY {
        @Override
        public void write(Connection connection, List<Intent> intents) throws SQLException {
            StringBuilder rows = new StringBuilder();
            for (Intent intent : intents) {
                rows.append(intent.id()).append('\t').append(intent.aggregateType());
                rows.append('\t').append(intent.aggregateId()).append("\tDone\t");
                rows.append(intent.payload()).append('\n');
            }
            try {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy outbox.event " + COLUMNS + " from stdin", new StringReader(rows.toString()));
            } catch (IOException e) {
                throw new SQLException(e);
            }
        }
    };

    private static final ConnectionOutbox OUTBOX = new ConnectionOutbox();
    private static final String COLUMNS = "(id, aggregate_type, aggregate_id, event_type, payload)";
    private static final String INTO = "insert into outbox.event " + COLUMNS + " values ";
    private static final String VALUES = "(?::uuid, ?, ?, 'Done', ?::json)";

    /** Writes the events in the connection's transaction, in this order. */
    public abstract void write(Connection connection, List<Intent> intents) throws SQLException;

    private static OutboxEvent event(Intent intent) {
        return OutboxEvent.builder(intent.aggregateType(), intent.aggregateId(), "Done")
                .id(intent.id())
                .payload(intent.payload())
                .build();
    }

    private static void set(PreparedStatement statement, int offset, Intent intent) throws SQLException {
        statement.setString(offset + 1, intent.id().toString());
        statement.setString(offset + 2, intent.aggregateType());
        statement.setString(offset + 3, intent.aggregateId());
        statement.setString(offset + 4, intent.payload());
    }
}
