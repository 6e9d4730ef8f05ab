package io.dualstream.outbox.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.db.OutboxMigrations;
import io.dualstream.outbox.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

/** A login that may what {@code roles.sql} gives a relay, and nothing else. */
public final class RelayLogin {

    public static final String NAME = "relay_login";
    public static final String PASSWORD = "relay";

    private RelayLogin() {}

    /** Makes the roles in a database, and the login in its cluster; again if need be. */
    public static void make(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set search_path = outbox");
            statement.execute(rolesSql());
            statement.execute("drop role if exists " + NAME);
            statement.execute(
                    "create role " + NAME + " login replication password '" + PASSWORD + "' in role outbox_relay");
        }
    }

    private static String rolesSql() {
        try (InputStream in = OutboxMigrations.class.getResourceAsStream("roles.sql")) {
            return new String(Objects.requireNonNull(in, "roles.sql").readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
