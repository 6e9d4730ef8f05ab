package io.dualstream.outbox.relay.internal.wal.publication;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The publication of the event table. A slot brings what the publication had at the moment of each insert: what it left out once,
 * no slot brings later.
 */
public record Publication(String name, String schema) {

    /** The columns that the publication has to have. */
    private static final String[] COLUMNS = {
        "seq",
        "id",
        "aggregate_type",
        "aggregate_id",
        "event_type",
        "key",
        "dataschema",
        "content_type",
        "headers",
        "payload",
        "payload_binary",
        "created_us"
    };

    /**
     * The publication at one instant.
     *
     * @param identity as long as it stays the same, nobody has changed the publication, and nobody is about to
     * @param fault what it lacks to bring every event, and the SQL that mends it; null if it lacks nothing
     */
    public record State(
            String name, String identity, @Nullable String fault) {

        /** Throws a {@link PublicationException} if it lacks something. */
        public void verifyWhole() {
            if (fault != null) {
                throw new PublicationException(fault);
            }
        }

        /** Throws a {@link PublicationException} unless it is whole, and the one of that identity. */
        public void verifySame(String other) {
            verifyWhole();
            if (!identity.equals(other)) {
                throw new PublicationException("Publication '" + name
                        + "' was changed; what it may have left out is published from the table");
            }
        }
    }

    /**
     * Rows of the catalogue with the transactions that wrote them, and that changed them or are about to: PostgreSQL sets xmax before
     * the change is in the WAL, and others see its outcome only some time after that.
     */
    private static final String STATE = """
            select concat_ws(' ', p.oid, p.xmin, p.xmax, r.oid, r.xmin, r.xmax, n.oid, n.xmin, n.xmax),
                   p.pubinsert, p.pubviaroot,
                   p.puballtables or r.oid is not null or n.oid is not null,
                   r.prqual is not null and not p.puballtables and n.oid is null,
                   r.prattrs is null
                     or ? <@ (select array_agg(a.attname::text) from pg_catalog.pg_attribute a
                               where a.attrelid = r.prrelid and a.attnum = any(r.prattrs))
              from pg_catalog.pg_publication p
              left join pg_catalog.pg_publication_rel r
                on r.prpubid = p.oid and r.prrelid = to_regclass(quote_ident(?) || '.event')
              left join pg_catalog.pg_publication_namespace n
                on n.pnpubid = p.oid and n.pnnspid = to_regnamespace(quote_ident(?))
             where p.pubname = ?
            """;

    /** Looks at it; nothing is locked. */
    public State state(Connection connection) throws SQLException {
        Array columns = connection.createArrayOf("text", COLUMNS);
        try (PreparedStatement query = connection.prepareStatement(STATE)) {
            query.setArray(1, columns);
            query.setString(2, schema);
            query.setString(3, schema);
            query.setString(4, name);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return new State(
                            name,
                            "",
                            fault(
                                    "does not exist",
                                    "create publication " + name + " for table " + columns()
                                            + " with (publish = 'insert', publish_via_partition_root = true)"));
                }
                return new State(name, row.getString(1), fault(row));
            }
        } finally {
            columns.free();
        }
    }

    private @Nullable String fault(ResultSet row) throws SQLException {
        String alter = "alter publication " + name;
        String again = alter + " drop table " + table() + "; " + alter + " add table " + columns();
        if (!row.getBoolean(2)) {
            return fault("does not publish inserts", alter + " set (publish = 'insert')");
        }
        if (!row.getBoolean(4)) {
            return fault("does not publish table '" + table() + "'", alter + " add table " + columns());
        }
        if (!row.getBoolean(3)) {
            return fault(
                    "does not publish partitions as table '" + table() + "'",
                    alter + " set (publish_via_partition_root = true)");
        }
        if (row.getBoolean(5)) {
            return fault("has a filter on the rows of table '" + table() + "'", again);
        }
        return row.getBoolean(6) ? null : fault("lacks columns of table '" + table() + "'", again);
    }

    private String fault(String what, String remedy) {
        return "Publication '" + name + "' " + what + ", so events pass unseen; run: " + remedy;
    }

    private String table() {
        return schema + ".event";
    }

    private String columns() {
        return table() + " (" + String.join(", ", Arrays.asList(COLUMNS)) + ")";
    }
}
