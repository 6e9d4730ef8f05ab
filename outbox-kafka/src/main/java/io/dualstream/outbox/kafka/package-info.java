/**
 * Kafka records as the relay writes them (CloudEvents, binary content mode), for consumers: from the record to the envelope that the
 * inbox and typed listeners work with. A module of its own, so that core knows no Kafka and no publisher gets its client.
 */
@NullMarked
package io.dualstream.outbox.kafka;

import org.jspecify.annotations.NullMarked;
