/**
 * The embedded Debezium engine, reduced to the decoding of pgoutput. The replication slot is the position; the engine
 * stores no offsets and never creates a slot.
 *
 * <pre>
 * walsender -> WalTask (coordinator thread decodes into a queue)
 *           -> WalBatch (one record for the engine, a whole batch for us)
 *           -> EventDecoder -> WalRecord -> handler -> confirm -> slot
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.relay.internal.wal;

import org.jspecify.annotations.NullMarked;
