/** The names of a relay in Kafka, in Redis and in its events. */
@NullMarked
package io.dualstream.outbox.relay.internal.identity;

import org.jspecify.annotations.NullMarked;
