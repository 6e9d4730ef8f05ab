/** Kafka's clients: their configuration, and the meaning of their errors. */
@NullMarked
package io.dualstream.outbox.relay.internal.kafka.client;

import org.jspecify.annotations.NullMarked;
