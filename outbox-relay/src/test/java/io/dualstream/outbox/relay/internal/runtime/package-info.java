@NullMarked
package io.dualstream.outbox.relay.internal.runtime;

import org.jspecify.annotations.NullMarked;
