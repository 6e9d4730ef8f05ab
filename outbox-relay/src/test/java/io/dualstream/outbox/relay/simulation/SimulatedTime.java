package io.dualstream.outbox.relay.simulation;

import io.dualstream.outbox.relay.internal.runtime.TimeSource;

/** A process's clock: as fast as the world's, and always off by so much. */
record SimulatedTime(World world, long skewMillis) implements TimeSource {

    @Override
    public long nanos() {
        return world.millis() * 1_000_000;
    }

    @Override
    public long epochMillis() {
        return world.millis() + skewMillis;
    }
}
