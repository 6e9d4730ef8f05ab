/**
 * Models for the deterministic simulation of the relay: PostgreSQL, Kafka and Redis reduced to what the relay can tell of
 * them, a world that lets everybody act in the middle of everybody else's calls, and a judge that knows nothing of the
 * relay. One seed is one history. The production classes in the middle are driven from the package above.
 */
@NullMarked
package io.dualstream.outbox.relay.simulation;

import org.jspecify.annotations.NullMarked;
