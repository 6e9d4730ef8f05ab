package io.dualstream.outbox.spring.internal;

import io.dualstream.outbox.relay.app.RelayProperties;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;

/** Sets values from the host for settings that {@code outbox.relay.*} does not give. */
public interface HostDefaults {

    void fillIn(RelayProperties given, RelaySettingsBuilder settings);
}
