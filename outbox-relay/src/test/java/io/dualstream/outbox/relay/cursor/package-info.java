@NullMarked
package io.dualstream.outbox.relay.cursor;

import org.jspecify.annotations.NullMarked;
