package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.simulation.World;

/** The world's clock. */
record SimulatedTime(World world) implements Time {

    @Override
    public long nanos() {
        return world.millis() * 1_000_000;
    }

    @Override
    public long epochMillis() {
        return world.millis();
    }
}
