@NullMarked
package io.dualstream.outbox.relay.internal.live;

import org.jspecify.annotations.NullMarked;
