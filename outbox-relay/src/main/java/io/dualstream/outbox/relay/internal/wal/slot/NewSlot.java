package io.dualstream.outbox.relay.internal.wal.slot;

/**
 * A slot as it was made; where it is found later, somebody may have moved it.
 *
 * @param snapshot name of the snapshot at its very first position, for {@code set transaction snapshot}
 * @param lsn that position
 */
public record NewSlot(String snapshot, long lsn) {}
