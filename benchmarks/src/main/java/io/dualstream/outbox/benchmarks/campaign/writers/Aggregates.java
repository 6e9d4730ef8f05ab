package io.dualstream.outbox.benchmarks.campaign.writers;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The business tables: rows that writers lock. Each row counts its own events in the transaction that publishes them. */
public final class Aggregates {

    private static final List<String> TYPES = List.of("order", "invoice", "legacy.shipment", "Stock_Item-2");

    private Aggregates() {}

    public static void create(Connection connection, int count) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table aggregate (id int primary key, events bigint not null default 0)");
            statement.execute("insert into aggregate (id) select generate_series(0, " + (count - 1) + ")");
        }
    }

    private static final String LOCK = "select from aggregate where id = any(?) order by id for update";

    /** Locks the rows. A transaction that holds them has to finish first, which defines the order of their events. */
    static void lock(Connection connection, List<Integer> ids) throws SQLException {
        Array array = connection.createArrayOf("int", ids.toArray());
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setArray(1, array);
            lock.execute();
        }
    }

    private static final String COUNT = "update aggregate set events = events + ? where id = ? returning events";

    /** Makes the next {@code count} events of a locked row. A rollback takes the numbers back. */
    static List<Intent> next(Connection connection, int id, int count) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(COUNT)) {
            update.setInt(1, count);
            update.setInt(2, id);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                long last = row.getLong(1);
                List<Intent> next = new ArrayList<>(count);
                for (long order = last - count + 1; order <= last; order++) {
                    next.add(intent(id, order));
                }
                return next;
            }
        }
    }

    /** The event with that number of an aggregate. */
    static Intent intent(int id, long order) {
        String aggregateId = id % 3 == 0 ? "n° " + id + ":ü/東" : "no " + id;
        return new Intent(UUID.randomUUID(), TYPES.get(id % TYPES.size()), aggregateId, order);
    }

    public static List<String> types() {
        return TYPES;
    }
}
