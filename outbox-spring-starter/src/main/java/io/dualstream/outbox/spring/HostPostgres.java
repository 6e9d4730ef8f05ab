package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.RelaySettingsBuilder;
import io.dualstream.outbox.relay.app.RelayProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * The host's database. A username of the relay's own goes with the host's URL: the same database, by a role that may
 * replicate.
 */
record HostPostgres(JdbcConnectionDetails host) implements HostDefaults {

    @Override
    public void fillIn(RelayProperties given, RelaySettingsBuilder settings) {
        RelayProperties.Postgres postgres = given.postgres();
        String url = postgres.url() == null ? host.getJdbcUrl() : postgres.url();
        if (postgres.username() == null) {
            settings.postgres(url, orEmpty(host.getUsername()), host.getPassword());
        } else {
            settings.postgres(url, postgres.username(), postgres.password());
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
