/** Transactions that a broker left open although their producer is gone or was told that they had ended. */
@NullMarked
package io.dualstream.outbox.relay.internal.kafka.hanging;

import org.jspecify.annotations.NullMarked;
