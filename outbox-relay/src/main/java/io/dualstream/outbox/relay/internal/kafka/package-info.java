/**
 * The Kafka side of the durable path. The state topic holds the durable cursor, one record per relay, compacted; it is
 * written together with the events it describes and read back at every start. Kafka is authoritative for what Kafka has.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.kafka;

import org.jspecify.annotations.NullMarked;
