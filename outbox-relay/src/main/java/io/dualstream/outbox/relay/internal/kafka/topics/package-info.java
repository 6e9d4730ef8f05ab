/** Topics: found or created before an event is sent, watched while they take no writes, read back in a recovery. */
@NullMarked
package io.dualstream.outbox.relay.internal.kafka.topics;

import org.jspecify.annotations.NullMarked;
