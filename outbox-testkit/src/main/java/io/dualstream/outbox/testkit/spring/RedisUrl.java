package io.dualstream.outbox.testkit.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.util.Assert;

/** The host's Redis as a URL. */
final class RedisUrl {
    private RedisUrl() {}

    static String of(DataRedisConnectionDetails host) {
        DataRedisConnectionDetails.Standalone server = host.getStandalone();
        Assert.state(server != null, "an end-to-end test needs a Redis that is one server, as the relay does");
        String password = host.getPassword();
        String login = password == null ? "" : encoded(host.getUsername()) + ":" + encoded(password) + "@";
        return "redis://" + login + server.getHost() + ":" + server.getPort() + "/" + server.getDatabase();
    }

    private static String encoded(@Nullable String value) {
        return value == null ? "" : URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }
}
