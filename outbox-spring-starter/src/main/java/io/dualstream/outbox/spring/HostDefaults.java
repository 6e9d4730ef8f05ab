package io.dualstream.outbox.spring;

import io.dualstream.outbox.relay.RelaySettingsBuilder;
import io.dualstream.outbox.relay.app.RelayProperties;

/** What the relay takes from the host where {@code outbox.relay.*} is silent. */
interface HostDefaults {

    void fillIn(RelayProperties given, RelaySettingsBuilder settings);
}
