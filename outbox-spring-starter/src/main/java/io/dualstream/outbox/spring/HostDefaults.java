package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.app.RelayProperties;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;

/** What the relay takes from the host where {@code outbox.relay.*} is silent. */
interface HostDefaults {

    void fillIn(RelayProperties given, RelaySettingsBuilder settings);
}
