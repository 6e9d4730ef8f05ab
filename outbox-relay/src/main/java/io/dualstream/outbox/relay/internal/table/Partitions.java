package io.dualstream.outbox.relay.internal.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The table's partitions: made ahead, dropped behind. Each step is a statement and a transaction of its own, and waits 200 ms
 * at most for a lock; one that does not come is for later. Not thread-safe; the connection, in autocommit mode, is the caller's.
 */
public final class Partitions {

    private final Connection connection;
    private final String schema;

    /** What became of a partition, in the words of the database. */
    public record Step(String partition, String outcome) {

        /** Whether anything changed; if not, the outcome says why. */
        public boolean done() {
            return !outcome.matches("(exists|skipped|later|kept)\\b.*");
        }
    }

    public Partitions(Connection connection, String schema) throws SQLException {
        this.connection = connection;
        this.schema = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
    }

    // not by a relay that was replaced: its epoch is another
    private static final String SETTLED = """
            update %s.lease set settled_xid = ?::text::xid8
             where name = ? and epoch = ? and settled_xid is distinct from ?::text::xid8
            """;

    /** Says that every sink of that relay has the events of all transactions before {@code xid}; null: nobody knows. */
    public void settled(String relay, long epoch, @Nullable Long xid) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SETTLED.formatted(schema))) {
            String text = xid == null ? null : xid.toString();
            update.setString(1, text);
            update.setString(2, relay);
            update.setLong(3, epoch);
            update.setString(4, text);
            update.executeUpdate();
        }
    }

    private static final String CREATE =
            "select partition, outcome from %s.create_partitions() where outcome <> 'exists'";

    /** Makes the partitions of the days to come. */
    public List<Step> create() throws SQLException {
        return call(CREATE);
    }

    private static final String DRAIN = "select partition, outcome from %s.drain_default() where outcome is not null";

    /** Makes a partition of what landed in the default one. */
    public List<Step> drain() throws SQLException {
        return untilNothingIsDone(DRAIN);
    }

    private static final String WATCH = "select partition, outcome from %s.watch_partitions()";

    /** Has what leaves the partitions otherwise than through here noted. */
    public List<Step> watch() throws SQLException {
        return call(WATCH);
    }

    private static final String EMPTY = "select partition, outcome from %s.empty_partition(make_interval(secs => ?))";

    /** Deletes what is older than {@code keep} and settled. */
    public List<Step> empty(Duration keep) throws SQLException {
        return untilNothingIsDone(EMPTY, keep);
    }

    private static final String DROP =
            "select partition, outcome from %s.drop_partition(make_interval(secs => ?)) where outcome is not null";

    /** Drops the partitions that are older than {@code keep} and empty. */
    public List<Step> drop(Duration keep) throws SQLException {
        return untilNothingIsDone(DROP, keep);
    }

    private List<Step> untilNothingIsDone(String sql, Duration... keep) throws SQLException {
        List<Step> all = new ArrayList<>();
        List<Step> steps;
        do {
            steps = call(sql, keep);
            all.addAll(steps);
        } while (steps.stream().anyMatch(Step::done) && !Thread.currentThread().isInterrupted());
        return all;
    }

    private List<Step> call(String sql, Duration... keep) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql.formatted(schema))) {
            for (int i = 0; i < keep.length; i++) {
                query.setDouble(i + 1, keep[i].toMillis() / 1000.0);
            }
            List<Step> steps = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    steps.add(new Step(rows.getString(1), rows.getString(2)));
                }
            }
            return steps;
        }
    }
}
