/** The two cursors: what each sink has, exactly. Pure: no I/O. */
@NullMarked
package io.dualstream.outbox.relay.cursor;

import org.jspecify.annotations.NullMarked;
