/**
 * Kafka records as the relay writes them (CloudEvents, binary content mode), for consumers: converts a record to the envelope that
 * the inbox and typed listeners use. This is a module of its own, so that neither core nor publishers depend on Kafka's client.
 */
@NullMarked
package io.dualstream.outbox.kafka;

import org.jspecify.annotations.NullMarked;
