package io.dualstream.outbox.testkit.spring;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the table {@code event} as the current thread sees it: through the connection of its open transaction if there is one,
 * otherwise only committed rows.
 */
final class EventTable {

    private static final String SNAPSHOT = "select pg_current_snapshot()::text";

    // Neither time nor seq decides, because events of a transaction that was open when the test began count as new.
    private static final String SINCE = """
            select id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, headers, payload, payload_binary
            from "%s".event
            where not pg_visible_in_snapshot(xid, ?::pg_snapshot)
            order by seq
            """;

    private final DataSource dataSource;
    private final String schema;
    private final JsonMapper mapper;

    EventTable(DataSource dataSource, String schema, JsonMapper mapper) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.mapper = mapper;
    }

    /**
     * The transactions that have ended, for {@link #recordedSince}. Read on another connection, so that the caller's own
     * transaction counts as open.
     */
    String snapshot() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SNAPSHOT);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot ask PostgreSQL which transactions have ended", e);
        }
    }

    /** The events of transactions that had not ended at the snapshot, in the order of publishing. */
    List<RecordedEvent> recordedSince(String snapshot) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try (PreparedStatement statement = connection.prepareStatement(SINCE.formatted(schema))) {
            statement.setString(1, snapshot);
            try (ResultSet rows = statement.executeQuery()) {
                List<RecordedEvent> events = new ArrayList<>();
                while (rows.next()) {
                    events.add(new RecordedEvent(rows, mapper));
                }
                return events;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the events recorded in schema " + schema, e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
