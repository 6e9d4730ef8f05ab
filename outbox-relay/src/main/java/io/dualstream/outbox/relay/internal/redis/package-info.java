/**
 * Redis as the live path writes it: per aggregate type a capped stream, per aggregate a channel, and one hash that holds
 * the live cursor. Redis is the authority on the cursor; one script call writes the events and the cursor, or neither.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.redis;

import org.jspecify.annotations.NullMarked;
