@NullMarked
package io.dualstream.outbox.relay.internal.cursor;

import org.jspecify.annotations.NullMarked;
