@NullMarked
package io.dualstream.outbox.relay.lease;

import org.jspecify.annotations.NullMarked;
