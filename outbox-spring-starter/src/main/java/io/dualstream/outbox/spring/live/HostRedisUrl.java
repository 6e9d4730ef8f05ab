package io.dualstream.outbox.spring.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** The host's own Redis as a URL, if it is one server. */
record HostRedisUrl(DataRedisConnectionDetails host) implements LiveRedisUrl {

    @Override
    public String url() {
        DataRedisConnectionDetails.Standalone server = host.getStandalone();
        if (server == null
                || host.getCluster() != null
                || host.getSentinel() != null
                || host.getMasterReplica() != null) {
            throw new IllegalStateException(
                    "outbox.live.redis.url is missing: the Redis of this application is more than"
                            + " one server; name there the one that the relay writes to");
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
