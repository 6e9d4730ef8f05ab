/**
 * The two cursors, each of which defines exactly which events its sink has. Pure: no I/O. A cursor is stored in its sink, is
 * written in one step with the events that it describes, and is the authority on what was published there.
 *
 * <p>The <b>live cursor</b> ({@link io.dualstream.outbox.relay.internal.cursor.LiveCursor}, in Redis) counts transactions, not rows:
 *
 * <pre>
 *   xid    1 ........ 730 731 732 ........ 736 | 737 ...
 *          pushed     gap     gap    pushed  high | not pushed
 *                     (open)  (open)
 * </pre>
 *
 * Every row carries the xid of its transaction, and a row becomes visible when, and only when, that transaction is seen by
 * the reader's snapshot. So "pushed" is the set of transactions that the last poll's snapshot saw, and a poll returns the
 * rows of those that have ended since. A gap is a transaction that was open, not a missing seq: a gap closes when its
 * transaction ends by commit or rollback, and nothing needs to be proven about sequence numbers without a row.
 * Rollbacks, sequence jumps and rows inserted in any order leave no trace; a transaction that stays open for an hour costs
 * its own few bytes, and delays nobody.
 *
 * <p>A poll that returns more than a batch is pushed in pages: the cursor then also holds the snapshot that defines the set of
 * rows, and the seq that the pages have reached.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.cursor;

import org.jspecify.annotations.NullMarked;
