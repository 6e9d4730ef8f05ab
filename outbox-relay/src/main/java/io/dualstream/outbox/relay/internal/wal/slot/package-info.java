/** The replication slot, which only the relay creates, verifies, advances and drops. */
@NullMarked
package io.dualstream.outbox.relay.internal.wal.slot;

import org.jspecify.annotations.NullMarked;
