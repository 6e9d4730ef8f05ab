package io.dualstream.outbox.relay.internal.wal;

import io.dualstream.outbox.relay.status.EventRecord;
import org.jspecify.annotations.Nullable;

/**
 * The content of the stream at one position.
 *
 * @param event null for a heartbeat, which carries only a position
 * @param xid of the transaction, 32 bits; 0 if unknown
 * @param lastCommitLsn end of the last transaction that finished before this record in this stream; 0 if none did
 */
public record WalRecord(@Nullable EventRecord event, long xid, long lastCommitLsn) {}
