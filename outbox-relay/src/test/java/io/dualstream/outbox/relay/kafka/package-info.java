@NullMarked
package io.dualstream.outbox.relay.kafka;

import org.jspecify.annotations.NullMarked;
