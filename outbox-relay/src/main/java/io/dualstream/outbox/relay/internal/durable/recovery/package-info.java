/** Brings slot and cursor together before a stream may begin; where no slot follows the cursor, publishes from the table. */
@NullMarked
package io.dualstream.outbox.relay.internal.durable.recovery;

import org.jspecify.annotations.NullMarked;
