/** The names that a relay has in Kafka, Redis and its events. */
@NullMarked
package io.dualstream.outbox.relay.internal.identity;

import org.jspecify.annotations.NullMarked;
