/** Topics: found or made before an event is sent, watched while they take no writes, read back at a recovery. */
@NullMarked
package io.dualstream.outbox.relay.internal.kafka.topics;

import org.jspecify.annotations.NullMarked;
