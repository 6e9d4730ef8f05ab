package io.dualstream.outbox.spring.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** Makes a URL of the host's own Redis. */
public final class HostRedisUrl {

    private HostRedisUrl() {}

    /**
     * The URL, including its login.
     *
     * @param setting name of the setting that would name another Redis, for the message
     * @param otherwise an alternative remedy for the message: {@code ", or ..."}, or empty
     * @throws IllegalArgumentException if the host's Redis is more than one server, because the relay writes all its keys in
     *     one script call
     */
    public static String of(DataRedisConnectionDetails host, String setting, String otherwise) {
        DataRedisConnectionDetails.Standalone server = host.getStandalone();
        if (server == null
                || host.getCluster() != null
                || host.getSentinel() != null
                || host.getMasterReplica() != null) {
            throw new IllegalArgumentException(setting + " is missing: the Redis of this application is more than one"
                    + " server; name the server that the relay writes to" + otherwise);
        }
        String scheme = host.getSslBundle() == null ? "redis://" : "rediss://";
        return scheme + login(host) + server.getHost() + ":" + server.getPort() + "/" + server.getDatabase();
    }

    private static String login(DataRedisConnectionDetails host) {
        String password = host.getPassword();
        return password == null ? "" : encoded(host.getUsername()) + ":" + encoded(password) + "@";
    }

    private static String encoded(@Nullable String value) {
        return value == null ? "" : URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
