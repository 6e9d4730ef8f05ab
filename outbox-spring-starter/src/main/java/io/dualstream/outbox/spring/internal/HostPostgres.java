package io.dualstream.outbox.spring.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.app.RelayProperties;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import java.net.URLDecoder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.util.StringUtils;

/**
 * The host's database and its login, which may be a part of the URL. A username of the relay's own is combined with the host's
 * URL: the same database, with a role that may replicate.
 */
public record HostPostgres(JdbcConnectionDetails host) implements HostDefaults {

    private static final Pattern LOGIN = Pattern.compile("(?<=[?&])(user|password)=([^&]*)&?");

    @Override
    public void fillIn(RelayProperties given, RelaySettingsBuilder settings) {
        String url = given.given("postgres.url") instanceof String own ? own : host.getJdbcUrl();
        // The relay logs its URL, so the URL must not contain a password. Besides, pgjdbc would prefer the login in the
        // URL to any other.
        String server = LOGIN.matcher(url).replaceAll("").replaceFirst("[?&]$", "");
        settings.set("postgres.url", server);
        if (given.given("postgres.username") != null) {
            return; // the given password belongs to the given username
        }
        if (StringUtils.hasText(host.getUsername())) {
            settings.set("postgres.username", host.getUsername()).set("postgres.password", host.getPassword());
        } else {
            settings.set("postgres.username", inUrl(url, "user")).set("postgres.password", inUrl(url, "password"));
        }
    }

    private static @Nullable String inUrl(String url, String name) {
        return LOGIN.matcher(url)
                .results()
                .filter(parameter -> parameter.group(1).equals(name))
                .map(parameter -> URLDecoder.decode(parameter.group(2), UTF_8))
                .findFirst()
                .orElse(null);
    }
}
