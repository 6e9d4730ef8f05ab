@NullMarked
package io.dualstream.outbox.relay.internal.kafka;

import org.jspecify.annotations.NullMarked;
