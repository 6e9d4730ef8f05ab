/**
 * The Kafka side of the durable path. The compacted state topic holds the durable cursor, one record for each relay. The cursor
 * is written together with the events that it describes, and read back at every start. Kafka is authoritative for what Kafka
 * holds.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.kafka;

import org.jspecify.annotations.NullMarked;
