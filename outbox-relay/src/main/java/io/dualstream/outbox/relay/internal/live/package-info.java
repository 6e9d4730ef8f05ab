/** The live path, table to Redis: one thread polls, pushes what is newly visible and writes the cursor with it. */
@NullMarked
package io.dualstream.outbox.relay.internal.live;

import org.jspecify.annotations.NullMarked;
