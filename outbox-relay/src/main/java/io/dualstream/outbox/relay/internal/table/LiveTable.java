package io.dualstream.outbox.relay.internal.table;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.cursor.Poll;
import io.dualstream.outbox.relay.internal.cursor.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Polls the outbox table over a connection of its own. Not thread-safe. After an {@link SQLException}, close the object and
 * open another one; the {@link LiveCursor#durable()} form of a cursor stays valid.
 */
public final class LiveTable implements LiveSource, AutoCloseable {

    /** Time after which a server that does not answer counts as down. */
    private static final int SILENCE_MILLIS = 30_000;

    private final Connection connection;
    private final PollSql sql;
    private final PreparedStatement poll;
    private @Nullable Scan scan;

    /**
     * Takes over a direct connection in autocommit mode; {@link #close} closes the connection.
     *
     * @param schema the schema that holds the table {@code event}
     * @param withData whether to read the payloads
     */
    public LiveTable(Connection connection, String schema, boolean withData) throws SQLException {
        this.connection = connection;
        this.sql = new PollSql(schema, withData);
        connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
        try (Statement statement = connection.createStatement()) {
            statement.execute(PollSql.SESSION);
        }
        this.poll = connection.prepareStatement(sql.poll());
    }

    @Override
    public String identity() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql.identity())) {
            row.next();
            return row.getString(1);
        }
    }

    /** The name of the database. */
    public String database() throws SQLException {
        return connection.getCatalog();
    }

    @Override
    public boolean holdsWitness(LiveCursor cursor) throws SQLException {
        if (cursor.witness() == null) {
            return true;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.witness())) {
            statement.setObject(1, Long.toString(cursor.high()), Types.OTHER);
            statement.setObject(2, cursor.witness());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public @Nullable LiveCursor skipOlderThan(Duration age, LiveCursor cursor) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.newestOlderThan())) {
            statement.setDouble(1, age.toMillis() / 1000.0);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                long xid = row.getLong("xid");
                long seq = row.getLong("seq");
                UUID id = row.getObject("id", UUID.class);
                return cursor.isPushed(xid, seq)
                        ? null
                        : LiveCursor.skipping(lasting(Snapshot.parse(row.getString("snapshot"))), seq, xid, id);
            }
        }
    }

    @Override
    public Poll poll(LiveCursor cursor, int limitRows) throws SQLException {
        LiveCursor.Page page = cursor.page();
        if (page != null) {
            return continueScan(cursor, page, limitRows);
        }
        endScan();
        bind(cursor, limitRows + 1L);
        Poll first;
        try (ResultSet rows = poll.executeQuery()) {
            first = new Scan(rows, 0).next(limitRows);
        }
        return first.complete() ? first : new Poll(lasting(first.snapshot()), first.rows(), false);
    }

    /**
     * The snapshot that sees the same rows and stays valid after a crash: a crashed server assigns again the xids that left no
     * trace, but no xid up to that of a row.
     */
    private Snapshot lasting(Snapshot snapshot) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.newest());
                ResultSet row = statement.executeQuery()) {
            return snapshot.upTo(row.next() ? row.getLong(1) : 0);
        }
    }

    /**
     * Continues a poll that has more rows than one page takes: one statement finds and sorts the rows once, and each poll reads
     * on from the end of the previous one.
     */
    private Poll continueScan(LiveCursor cursor, LiveCursor.Page page, int limitRows) throws SQLException {
        Scan current = scan;
        if (current == null || current.lastSeq() != page.seq()) {
            endScan();
            connection.setAutoCommit(false); // otherwise the driver would read the whole result into memory
            poll.setFetchSize(limitRows);
            bind(cursor, null);
            current = new Scan(poll.executeQuery(), page.seq());
            scan = current;
        }
        Poll next = current.next(limitRows);
        if (next.complete()) {
            endScan();
        }
        return next;
    }

    private void endScan() throws SQLException {
        if (scan != null) {
            scan = null;
            connection.rollback();
            connection.setAutoCommit(true);
            poll.setFetchSize(0);
        }
    }

    private void bind(LiveCursor cursor, @Nullable Long limitRows) throws SQLException {
        LiveCursor.Page page = cursor.page();
        poll.setObject(1, page == null ? null : page.target().toString(), Types.OTHER);
        poll.setLong(2, page == null ? Long.MIN_VALUE : page.seq());
        poll.setObject(3, Long.toString(cursor.pushed().xmax()), Types.OTHER);
        poll.setObject(4, cursor.pushed().openArray(), Types.OTHER);
        poll.setObject(5, limitRows, Types.BIGINT);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
