package io.dualstream.outbox.relay.internal.leader;

import io.dualstream.outbox.db.OutboxMigrations;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.lease.Lease;
import io.dualstream.outbox.relay.internal.runtime.Causes;
import io.dualstream.outbox.relay.internal.runtime.Connections;
import io.dualstream.outbox.relay.internal.runtime.RoomSettings;
import io.dualstream.outbox.relay.internal.session.SessionSettings;
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
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/** Checks what must be true of the database before a relay starts. Each failure is one sentence that says what to change. */
public final class Preflight {

    private static final int OLDEST_VERSION = 15;
    private static final Duration SLOT_LIMIT = Duration.ofSeconds(5);
    private static final Duration SLOT_LOOK = Duration.ofMillis(200);

    private final RelaySettings settings;
    private final RelaySettings.Postgres postgres;

    public Preflight(RelaySettings settings) {
        this.settings = settings;
        this.postgres = settings.postgres();
    }

    /** Creates or upgrades the schema if the settings say so, then runs the checks. Throws {@link RelayStartException}. */
    public void run() {
        try (Connection connection = new Connections(postgres).open("preflight")) {
            server(connection);
            if (settings.migrate()) {
                migrate();
            }
            role(connection);
            outbox(connection);
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
                throw new RelayStartException("PostgreSQL " + row.getString(2) + " at " + postgres.url()
                        + " is not supported; the relay needs " + OLDEST_VERSION + " or later");
            }
            if (row.getBoolean(4)) {
                throw new RelayStartException("PostgreSQL at " + postgres.url()
                        + " is a standby in recovery; point the relay at the primary");
            }
            if (!row.getString(3).equals("logical")) {
                throw new RelayStartException("wal_level of PostgreSQL at " + postgres.url() + " is '"
                        + row.getString(3) + "'; set wal_level = logical in postgresql.conf and restart the server");
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
                    "The outbox schema '" + postgres.schema() + "' could not be created or upgraded: " + e.getMessage(),
                    e);
        }
    }

    private static final String OUTBOX = """
            select to_regclass(quote_ident(?) || '.event') is not null,
                   to_regclass(quote_ident(?) || '.dead_letter') is not null,
                   has_table_privilege(to_regclass(quote_ident(?) || '.dead_letter'), 'insert')
            """;

    private void outbox(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OUTBOX)) {
            for (int schema = 1; schema <= 3; schema++) {
                query.setString(schema, postgres.schema());
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                String table = "'" + postgres.schema() + ".event'";
                if (!row.getBoolean(1)) {
                    throw new RelayStartException("Table " + table + " does not exist in " + postgres.url()
                            + "; install the outbox schema, or let the relay do it with migrate=true");
                }
                String fault = new Publication(postgres.publication(), postgres.schema())
                        .state(connection)
                        .fault();
                if (fault != null) {
                    throw new RelayStartException(fault);
                }
                if (!row.getBoolean(2)) {
                    throw new RelayStartException("Schema '" + postgres.schema() + "' in " + postgres.url()
                            + " has no table dead_letter; upgrade it, or let the relay do it with migrate=true");
                }
                if (!row.getBoolean(3)) {
                    throw new RelayStartException("Role '" + postgres.username() + "' may not write table '"
                            + postgres.schema() + ".dead_letter'; run roles.sql again after the migration");
                }
            }
        }
    }

    private static final String ROLE = "select rolsuper or rolreplication from pg_roles where rolname = current_user";

    private void role(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ROLE);
                ResultSet row = query.executeQuery()) {
            if (row.next() && !row.getBoolean(1) && !mayReplicateByMembership(connection)) {
                throw new RelayStartException("Role '" + postgres.username() + "' may not replicate; run: alter role "
                        + postgres.username() + " replication");
            }
        }
    }

    private static final String MANAGED_ROLES = """
            select exists (select from pg_roles g
                            where g.rolname in ('rds_replication', 'cloudsqlsuperuser', 'azure_pg_admin')
                              and pg_has_role(current_user, g.oid, 'member'))
            """;

    /** Whether a role of a managed service grants replication to the user. */
    private static boolean mayReplicateByMembership(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MANAGED_ROLES);
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
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
        String at = "PostgreSQL at " + postgres.url();
        if (state.equals("28P01") || state.equals("28000")) {
            return at + " refuses user '" + postgres.username() + "': " + e.getMessage();
        }
        if (state.equals("3D000")) {
            return at + ": " + e.getMessage() + "; check the database name in the URL";
        }
        if (PSQLState.isConnectionError(state)) {
            return at + " cannot be reached: " + e.getMessage();
        }
        return at + ": " + e.getMessage();
    }
}
