/** The publication: looked at, never changed. */
@NullMarked
package io.dualstream.outbox.relay.internal.wal.publication;

import org.jspecify.annotations.NullMarked;
