/**
 * Leadership in the database. The session of the leader holds an advisory lock in the outbox's database. Each time the lock
 * changes hands, the epoch in table {@code lease} grows. The lock decides which relay may start; the epoch fences a relay that
 * has not noticed the loss of its lock.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.lease;

import org.jspecify.annotations.NullMarked;
