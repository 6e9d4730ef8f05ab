/** For tests only: places at which a relay's process can be made to die, or to stand still, at the n-th arrival. */
@NullMarked
package io.dualstream.outbox.relay.internal.failpoint;

import org.jspecify.annotations.NullMarked;
