/** For tests only: places at which a process of the relay can be halted or held at the n-th arrival. */
@NullMarked
package io.dualstream.outbox.relay.internal.failpoint;

import org.jspecify.annotations.NullMarked;
