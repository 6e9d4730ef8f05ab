/**
 * Server-Sent Events over the servlet API, written without blocking: a client that does not read costs its buffer and no
 * thread.
 */
@NullMarked
package io.dualstream.outbox.live.sse;

import org.jspecify.annotations.NullMarked;
