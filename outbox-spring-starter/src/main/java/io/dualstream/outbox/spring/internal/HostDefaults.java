package io.dualstream.outbox.spring.internal;

import io.dualstream.outbox.relay.app.RelayProperties;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;

/** What the relay takes from the host where {@code outbox.relay.*} is silent. */
public interface HostDefaults {

    void fillIn(RelayProperties given, RelaySettingsBuilder settings);
}
