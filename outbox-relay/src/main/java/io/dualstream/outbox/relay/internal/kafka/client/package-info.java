/** Kafka's clients: how they are configured, and which of their errors mean what. */
@NullMarked
package io.dualstream.outbox.relay.internal.kafka.client;

import org.jspecify.annotations.NullMarked;
