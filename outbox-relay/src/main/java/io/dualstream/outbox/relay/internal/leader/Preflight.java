package io.dualstream.outbox.relay.internal.leader;

import io.dualstream.outbox.db.OutboxMigrations;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.lease.Lease;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.session.SessionSettings;
import io.dualstream.outbox.relay.internal.settings.ServerUrl;
import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import io.dualstream.outbox.relay.internal.wal.WalSettings;
import io.dualstream.outbox.relay.internal.wal.publication.Publication;
import io.dualstream.outbox.relay.internal.wal.slot.Slot;
import io.dualstream.outbox.relay.internal.wal.slot.SlotException;
import io.dualstream.outbox.relay.status.RelayStartException;
import io.dualstream.outbox.runtime.internal.StopSignal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/** Checks what must be true of the database before a relay starts. Each failure is one sentence that says what to change. */
public final class Preflight {

    private static final int OLDEST_VERSION = 15;
    private static final Duration SLOT_LIMIT = Duration.ofSeconds(5);
    private static final Duration SLOT_LOOK = Duration.ofMillis(200);

    private final RelaySettings settings;
    private final RelaySettings.Postgres postgres;
    private final LoginRights rights;
    private final String server;

    public Preflight(RelaySettings settings) {
        this.settings = settings;
        this.postgres = settings.postgres();
        this.rights = new LoginRights(postgres);
        this.server = "PostgreSQL at " + new ServerUrl(postgres.url()).shown();
    }

    /** Creates or upgrades the schema if the settings say so, then runs the checks. Throws {@link RelayStartException}. */
    public void run() {
        try (Connection connection = new Connections(postgres).open("preflight")) {
            server(connection);
            if (settings.migrate()) {
                migrate();
            }
            rights.verifyReplication(connection);
            tables(connection);
            rights.verifyTables(connection);
            publication(connection);
            rowSecurity(connection);
            restored(connection);
            slot(connection);
        } catch (SQLException e) {
            throw new RelayStartException(sentence(e), e);
        }
    }

    private static final String SERVER = """
            select current_setting('server_version_num')::int / 10000, current_setting('server_version'),
                   current_setting('wal_level'), pg_is_in_recovery()
            """;

    private void server(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SERVER);
                ResultSet row = query.executeQuery()) {
            row.next();
            if (row.getInt(1) < OLDEST_VERSION) {
                throw new RelayStartException(server + " has version " + row.getString(2) + "; the relay needs "
                        + OLDEST_VERSION + " or later");
            }
            if (row.getBoolean(4)) {
                throw new RelayStartException(server + " is a standby in recovery; point the relay at the primary");
            }
            if (!row.getString(3).equals("logical")) {
                throw new RelayStartException("wal_level of " + server + " is '" + row.getString(3)
                        + "'; set wal_level = logical in postgresql.conf and restart the server");
            }
        }
    }

    private void migrate() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(SessionSettings.pinned(postgres.url()));
        source.setUser(postgres.username());
        source.setPassword(postgres.password());
        try {
            OutboxMigrations.migrate(source, postgres.schema());
        } catch (RuntimeException e) {
            throw new RelayStartException(
                    "The outbox schema '" + postgres.schema() + "' could not be created or upgraded: "
                            + Causes.sentence(e),
                    e);
        }
    }

    private static final String MISSING_TABLE = """
            select w.name
              from unnest(array['event', 'lease', 'dead_letter', 'removal', 'removed_event', 'known_partition'])
                   with ordinality as w (name, n)
             where not exists (select from pg_class c join pg_namespace s on s.oid = c.relnamespace
                                where s.nspname = ? and c.relname = w.name)
             order by w.n limit 1
            """;

    private void tables(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MISSING_TABLE)) {
            query.setString(1, postgres.schema());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    String table = row.getString(1);
                    throw new RelayStartException(
                            "Table '" + postgres.schema() + "." + table + "' does not exist on " + server
                                    + (table.equals("event")
                                            ? "; install the outbox schema, or let the relay do it with "
                                            : "; upgrade the outbox schema with psql if psql made it, or else let the relay do it with ")
                                    + WrittenSetting.set("migrate", "true"));
                }
            }
        }
    }

    private void publication(Connection connection) throws SQLException {
        String fault = new Publication(postgres.publication(), postgres.schema())
                .state(connection)
                .fault();
        if (fault != null) {
            throw new RelayStartException(fault);
        }
    }

    private static final String ROW_SECURITY = """
            select c.oid::regclass::text, row_security_active(c.oid) and not c.relispartition,
                   'alter role ' || quote_ident(current_user) || ' bypassrls'
              from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles o on o.oid = c.relowner
             where n.nspname = ? and c.relrowsecurity
               and (c.relname in ('event', 'lease', 'dead_letter', 'removal', 'removed_event', 'known_partition')
                    or exists (select from pg_partition_ancestors(c.oid) a join pg_class e on e.oid = a.relid
                                where e.relname = 'event' and e.relnamespace = n.oid))
               and (row_security_active(c.oid) and not c.relispartition
                    or c.relforcerowsecurity and not o.rolsuper and not o.rolbypassrls)
             order by 2 desc, 1
             limit 1
            """;

    /** The relay reads the tables itself, but for partitions: those are the functions', which have the rights of the owner. */
    private void rowSecurity(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ROW_SECURITY)) {
            query.setString(1, postgres.schema());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    String table = row.getString(1);
                    throw new RelayStartException("Row level security on table '" + table
                            + "' would hide rows from the relay, whatever its policies; run: "
                            + (row.getBoolean(2)
                                    ? row.getString(3)
                                    : "alter table " + table + " no force row level security"));
                }
            }
        }
    }

    private static final String RESTORED = """
            select s.xmax::text, greatest((select e.xid from %1$s.event e where e.xid >= s.xmax order by e.xid desc limit 1),
                                          (select max(l.settled_xid) from %1$s.lease l where l.settled_xid > s.xmax))::text
              from (select pg_snapshot_xmax(pg_current_snapshot()) as xmax) s
            """;

    /** Refuses rows of another server's transactions: they would count as written later, when this server reaches those numbers. */
    private void restored(Connection connection) throws SQLException {
        String schema = connection.unwrap(PGConnection.class).escapeIdentifier(postgres.schema());
        try (PreparedStatement query = connection.prepareStatement(RESTORED.formatted(schema));
                ResultSet row = query.executeQuery()) {
            row.next();
            if (row.getString(2) != null) {
                throw new RelayStartException("Table '" + postgres.schema()
                        + ".event' was restored from another server:"
                        + " it knows transaction " + row.getString(2) + ", and this server is at " + row.getString(1)
                        + "; run as a member of " + postgres.schema() + "_operator: select " + schema
                        + ".adopt_restored_events()");
            }
        }
    }

    /**
     * Refuses a slot that does not belong to the relay, or that somebody else streams from. The session of an earlier leader is
     * no reason to refuse: the next leader ends it.
     */
    private void slot(Connection connection) throws SQLException {
        Slot slot = new Slot(postgres.slot());
        WalSettings wal = new RoomSettings(settings).wal();
        StopSignal never = new StopSignal();
        long deadline = System.nanoTime() + SLOT_LIMIT.toNanos();
        while (true) {
            Optional<Slot.State> state = slot.state(connection);
            if (state.isEmpty() || Lease.isHeld(connection, postgres.schema(), settings.name())) {
                return;
            }
            try {
                slot.verifyOurs(state.get());
                if (!wal.sessions().contains(String.valueOf(state.get().activeApplication()))) {
                    slot.verifyIdle(state.get());
                }
                return;
            } catch (SlotException e) {
                if (System.nanoTime() - deadline > 0 || never.awaitGiven(SLOT_LOOK)) {
                    throw new RelayStartException(Causes.sentence(e), e);
                }
            }
        }
    }

    private String sentence(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.equals("28P01") || state.equals("28000")) {
            return server + " refuses user '" + postgres.username() + "': " + e.getMessage() + "; the login comes from "
                    + WrittenSetting.named("postgres.username") + " and "
                    + WrittenSetting.named("postgres.password");
        }
        if (state.equals("3D000")) {
            return server + ": " + e.getMessage() + "; check the database name in "
                    + WrittenSetting.named("postgres.url");
        }
        if (PSQLState.isConnectionError(state)) {
            return server + " cannot be reached: " + e.getMessage() + "; the address comes from "
                    + WrittenSetting.named("postgres.url");
        }
        return server + ": " + e.getMessage();
    }
}
