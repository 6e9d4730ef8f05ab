/** The replication slot: made, verified, advanced and dropped by the relay alone. */
@NullMarked
package io.dualstream.outbox.relay.internal.wal.slot;

import org.jspecify.annotations.NullMarked;
