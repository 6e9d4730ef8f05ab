/** The live path, from the table to Redis: one thread polls, pushes the rows that are newly visible, and writes the cursor with them. */
@NullMarked
package io.dualstream.outbox.relay.internal.live;

import org.jspecify.annotations.NullMarked;
