package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.runtime.TimeSource;

/** The world's clock. */
record SimulatedTime(World world) implements TimeSource {

    @Override
    public long nanos() {
        return world.millis() * 1_000_000;
    }

    @Override
    public long epochMillis() {
        return world.millis();
    }
}
