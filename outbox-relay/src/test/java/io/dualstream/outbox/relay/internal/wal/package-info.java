@NullMarked
package io.dualstream.outbox.relay.internal.wal;

import org.jspecify.annotations.NullMarked;
