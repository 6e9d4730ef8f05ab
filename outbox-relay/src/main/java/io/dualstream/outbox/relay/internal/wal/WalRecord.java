package io.dualstream.outbox.relay.internal.wal;

import io.dualstream.outbox.relay.status.EventRecord;
import org.jspecify.annotations.Nullable;

/**
 * The content of the stream at one position.
 *
 * @param event null for a heartbeat, which carries only a position
 * @param xid of the transaction, 32 bits; 0 if unknown
 * @param lastCommitLsn end of the last transaction that finished before this record in this stream; 0 if none did
 * @param anew whether PostgreSQL described the table once more before this event, as it does where the publication may be another one
 */
public record WalRecord(@Nullable EventRecord event, long xid, long lastCommitLsn, boolean anew) {}
