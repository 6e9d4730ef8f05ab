/**
 * Tools of the relay's loops beside a {@link io.dualstream.outbox.runtime.internal.Worker}: the state of a path, listeners that
 * cannot do harm, connections, and descriptions of failures.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.runtime;

import org.jspecify.annotations.NullMarked;
