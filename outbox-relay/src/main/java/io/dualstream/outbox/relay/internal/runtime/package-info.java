/**
 * What the relay's loops need beside a {@link io.dualstream.outbox.runtime.internal.Worker}: the state of a path, listeners that cannot do
 * harm, connections, and the words for what went wrong.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.runtime;

import org.jspecify.annotations.NullMarked;
