/**
 * Redis, as the live path writes it: one capped stream per aggregate type, one channel per aggregate, and one hash that holds
 * the live cursor. Redis is the authority on the cursor. One script call writes the events and the cursor, or neither.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.redis;

import org.jspecify.annotations.NullMarked;
