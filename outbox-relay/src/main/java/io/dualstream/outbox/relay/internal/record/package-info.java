/** An event as the relay carries it, and its CloudEvents form. Pure: no I/O. */
@NullMarked
package io.dualstream.outbox.relay.internal.record;

import org.jspecify.annotations.NullMarked;
