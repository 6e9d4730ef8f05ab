@NullMarked
package io.dualstream.outbox.relay.internal.leader;

import org.jspecify.annotations.NullMarked;
