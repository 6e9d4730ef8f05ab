package io.dualstream.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The two statements that write to the table. Each takes one round trip. */
final class EventInsert {

    /**
     * The column values of one event.
     *
     * @param headers as JSON; null if there are none
     */
    record Row(
            UUID id,
            OutboxEvent event,
            @Nullable String headers,
            @Nullable Payload payload) {

        @Nullable
        String json() {
            return payload instanceof Payload.Json json ? json.text() : null;
        }

        byte @Nullable [] binary() {
            return payload instanceof Payload.Binary binary ? binary.bytes() : null;
        }

        /** Approximate size of the event: that of its payload, the only part that can be large. */
        int size() {
            if (payload instanceof Payload.Json json) {
                return json.text().length();
            }
            return payload instanceof Payload.Binary binary ? binary.bytes().length : 0;
        }
    }

    private static final String COLUMNS =
            "id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, "
                    + "headers, payload, payload_binary";

    private final String one;
    private final String many;

    EventInsert(String schema) {
        String table = '"' + schema.replace("\"", "\"\"") + "\".event";
        one = ONE.formatted(table, COLUMNS);
        many = MANY.formatted(table, COLUMNS, COLUMNS);
    }

    void rows(Connection connection, List<Row> rows) throws SQLException {
        if (rows.size() == 1) {
            one(connection, rows.get(0));
        } else if (!rows.isEmpty()) {
            many(connection, rows);
        }
    }

    private static final String ONE = """
            insert into %s (%s)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::json, ?)
            """;

    private void one(Connection connection, Row row) throws SQLException {
        OutboxEvent event = row.event();
        try (var statement = connection.prepareStatement(one)) {
            statement.setObject(1, row.id());
            statement.setString(2, event.aggregateType());
            statement.setString(3, event.aggregateId());
            statement.setString(4, event.eventType());
            statement.setString(5, event.key());
            statement.setString(6, event.dataSchema());
            statement.setString(7, event.contentType());
            statement.setString(8, row.headers());
            statement.setString(9, row.json());
            statement.setBytes(10, row.binary());
            statement.executeUpdate();
        }
    }

    /** One array per column. For the server this is one statement; a JDBC batch would be one statement per row and take twice as long. */
    private static final String MANY = """
            insert into %s (%s)
            select %s
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::jsonb[], ?::json[], ?::bytea[])
                as events (id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type,
                    headers, payload, payload_binary)
            """;

    private void many(Connection connection, List<Row> rows) throws SQLException {
        try (var statement = connection.prepareStatement(many)) {
            var ids = rows.stream().map(Row::id).toArray();
            statement.setArray(1, connection.createArrayOf("uuid", ids));
            texts(statement, 2, rows, row -> row.event().aggregateType());
            texts(statement, 3, rows, row -> row.event().aggregateId());
            texts(statement, 4, rows, row -> row.event().eventType());
            texts(statement, 5, rows, row -> row.event().key());
            texts(statement, 6, rows, row -> row.event().dataSchema());
            texts(statement, 7, rows, row -> row.event().contentType());
            texts(statement, 8, rows, Row::headers);
            texts(statement, 9, rows, Row::json);
            var binaries = rows.stream().map(Row::binary).toArray(byte[][]::new);
            statement.setArray(10, connection.createArrayOf("bytea", binaries));
            statement.executeUpdate();
        }
    }

    private static void texts(
            PreparedStatement statement, int index, List<Row> rows, Function<Row, @Nullable String> column)
            throws SQLException {
        var values = rows.stream().map(column).toArray(String[]::new);
        statement.setArray(index, statement.getConnection().createArrayOf("text", values));
    }
}
