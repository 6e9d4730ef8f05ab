package io.dualstream.outbox.benchmarks.campaign.writers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.ConnectionOutbox;
import io.dualstream.outbox.OutboxEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
            try (PreparedStatement insert = connection.prepareStatement(EventSql.INTO + VALUES)) {
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
            String sql = EventSql.INTO + String.join(", ", Collections.nCopies(intents.size(), VALUES));
            try (PreparedStatement insert = connection.prepareStatement(sql)) {
                for (int i = 0; i < intents.size(); i++) {
                    set(insert, i * PARAMETERS, intents.get(i));
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
                statement.setEscapeProcessing(false);
                for (Intent intent : intents) {
                    statement.execute(EventSql.INTO + EventSql.row(intent));
                }
            }
        }
    },
    FUNCTION {
        @Override
        public void write(Connection connection, List<Intent> intents) throws SQLException {
            try (PreparedStatement call = connection.prepareStatement("select outbox.publish(id => ?::uuid,"
                    + " aggregate_type => ?, aggregate_id => ?, event_type => ?, key => ?, dataschema => ?,"
                    + " content_type => ?, headers => ?::jsonb, payload => ?::json, payload_binary => ?)")) {
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
                rows.append(EventSql.copyLine(intent)).append('\n');
            }
            try {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn(
                                "copy outbox.event " + EventSql.COLUMNS + " from stdin",
                                // not a Reader: the driver breaks a character where it breaks the text
                                new ByteArrayInputStream(rows.toString().getBytes(UTF_8)));
            } catch (IOException e) {
                throw new SQLException(e);
            }
        }
    };

    private static final ConnectionOutbox OUTBOX = new ConnectionOutbox();
    private static final String VALUES = "(?::uuid, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::json, ?)";
    private static final int PARAMETERS = 10;

    /** Writes the events in the connection's transaction, in this order. */
    public abstract void write(Connection connection, List<Intent> intents) throws SQLException;

    private static OutboxEvent event(Intent intent) {
        Content content = Content.of(intent);
        return OutboxEvent.builder(intent.aggregateType(), intent.aggregateId(), content.eventType())
                .id(intent.id())
                .key(content.key())
                .dataSchema(content.dataSchema())
                .contentType(content.contentType())
                .headers(content.headers())
                .payload(content.json() == null ? content.binary() : content.json())
                .build();
    }

    private static void set(PreparedStatement statement, int offset, Intent intent) throws SQLException {
        Content content = Content.of(intent);
        statement.setString(offset + 1, intent.id().toString());
        statement.setString(offset + 2, intent.aggregateType());
        statement.setString(offset + 3, intent.aggregateId());
        statement.setString(offset + 4, content.eventType());
        statement.setString(offset + 5, content.key());
        statement.setString(offset + 6, content.dataSchema());
        statement.setString(offset + 7, content.contentType());
        statement.setString(offset + 8, content.headersJson());
        statement.setString(offset + 9, content.json());
        statement.setBytes(offset + 10, content.binary());
    }
}
