/**
 * Who leads. One session holds an advisory lock in the outbox's database; each time it changes hands, the epoch in table
 * {@code lease} grows. The lock says who may start, the epoch fences who did not notice that it lost it.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.lease;

import org.jspecify.annotations.NullMarked;
