@NullMarked
package io.dualstream.outbox.relay.internal.lease;

import org.jspecify.annotations.NullMarked;
