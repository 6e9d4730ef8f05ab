/** Brings slot and cursor together before a stream may begin. If no slot follows the cursor, events are published from the table. */
@NullMarked
package io.dualstream.outbox.relay.internal.durable.recovery;

import org.jspecify.annotations.NullMarked;
