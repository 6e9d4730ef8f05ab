package io.dualstream.outbox.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.RelaySettingsBuilder;
import io.dualstream.outbox.relay.app.RelayProperties;
import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** The host's Redis, if it is one server: the live path writes all its keys in one script call. */
record HostRedis(DataRedisConnectionDetails host) implements HostDefaults {

    @Override
    public void fillIn(RelayProperties given, RelaySettingsBuilder settings) {
        if (given.redis().url() == null && given.live().enabled()) {
            settings.redis(url());
        }
    }

    private String url() {
        DataRedisConnectionDetails.Standalone server = host.getStandalone();
        if (server == null
                || host.getCluster() != null
                || host.getSentinel() != null
                || host.getMasterReplica() != null) {
            throw new IllegalArgumentException(
                    "outbox.relay.redis.url is missing: the Redis of this application is more than"
                            + " one server; name one there, or set outbox.relay.live.enabled to false");
        }
        String scheme = host.getSslBundle() == null ? "redis://" : "rediss://";
        return scheme + login() + server.getHost() + ":" + server.getPort() + "/" + server.getDatabase();
    }

    private String login() {
        String password = host.getPassword();
        return password == null ? "" : encoded(host.getUsername()) + ":" + encoded(password) + "@";
    }

    private static String encoded(@Nullable String value) {
        return value == null ? "" : URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
