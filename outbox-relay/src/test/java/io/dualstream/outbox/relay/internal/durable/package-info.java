@NullMarked
package io.dualstream.outbox.relay.internal.durable;

import org.jspecify.annotations.NullMarked;
