package io.dualstream.outbox.relay.internal.wal.slot;

/**
 * A slot in its state after creation. A slot that is found later may have been moved.
 *
 * @param snapshot name of the snapshot at the slot's first position, for {@code set transaction snapshot}
 * @param lsn the slot's first position
 */
public record NewSlot(String snapshot, long lsn) {}
