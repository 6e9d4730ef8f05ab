package io.dualstream.outbox.spring.internal;

import io.dualstream.outbox.relay.app.RelayProperties;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** The host's Redis, which must be a single server. */
public record HostRedis(DataRedisConnectionDetails host) implements HostDefaults {

    @Override
    public void fillIn(RelayProperties given, RelaySettingsBuilder settings) {
        if (given.given("redis.url") == null && !Boolean.FALSE.equals(given.given("live.enabled"))) {
            settings.redis(
                    HostRedisUrl.of(host, "outbox.relay.redis.url", ", or set outbox.relay.live.enabled to false"));
        }
    }
}
