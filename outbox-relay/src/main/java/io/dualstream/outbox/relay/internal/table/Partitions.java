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
 * The table's partitions, which are created ahead and dropped behind. Each step is a statement and a transaction of its own,
 * and waits at most 200 ms for a lock; a step that gets no lock is done later. Not thread-safe. The caller owns the connection,
 * which is in autocommit mode.
 */
public final class Partitions {

    private final Connection connection;
    private final String schema;

    /** The outcome for one partition, in the database's words. */
    public record Step(String partition, String outcome) {

        /** Whether the partition changed; if not, the outcome says why. */
        public boolean done() {
            return !failed() && !outcome.matches("(?s)(exists|skipped|later|kept)\\b.*");
        }

        /** Whether somebody has to look at it: the database refused the change. */
        public boolean failed() {
            return outcome.startsWith("failed:");
        }
    }

    public Partitions(Connection connection, String schema) throws SQLException {
        this.connection = connection;
        this.schema = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
    }

    // a relay that was replaced has another epoch, so it changes nothing
    private static final String SETTLED = """
            update %s.lease set settled_xid = ?::text::xid8, published_xid = coalesce(?::text::xid8, published_xid)
             where name = ? and epoch = ?
            """;

    /**
     * How far a relay is. Null means unknown.
     *
     * @param settled every sink has the events of all transactions before this xid, and needs them no more in the table
     * @param published every sink has the events of all transactions before this xid
     */
    public record Marks(@Nullable Long settled, @Nullable Long published) {}

    /** Records how far that relay is. What was published stays published: while a path is away, its last mark stands. */
    public void reached(String relay, long epoch, Marks marks) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SETTLED.formatted(schema))) {
            update.setString(1, text(marks.settled()));
            update.setString(2, text(marks.published()));
            update.setString(3, relay);
            update.setLong(4, epoch);
            update.executeUpdate();
        }
    }

    private static @Nullable String text(@Nullable Long xid) {
        return xid == null ? null : xid.toString();
    }

    private static final String CREATE =
            "select partition, outcome from %s.create_partitions() where outcome <> 'exists'";

    /** Creates the partitions of the coming days. */
    public List<Step> create() throws SQLException {
        return call(CREATE);
    }

    private static final String DRAIN = "select partition, outcome from %s.drain_default() where outcome is not null";

    /** Turns rows in the default partition into a partition. */
    public List<Step> drain() throws SQLException {
        return untilNothingIsDone(DRAIN);
    }

    private static final String WATCH = "select partition, outcome from %s.watch_partitions()";

    /** Records rows that left the partitions in any other way than through this class. */
    public List<Step> watch() throws SQLException {
        return call(WATCH);
    }

    private static final String EMPTY = "select partition, outcome from %s.empty_partition(make_interval(secs => ?))";

    /** Deletes rows that are older than {@code keep} and settled. */
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
