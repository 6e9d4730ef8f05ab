@NullMarked
package io.dualstream.outbox.relay.internal.deadletter;

import org.jspecify.annotations.NullMarked;
