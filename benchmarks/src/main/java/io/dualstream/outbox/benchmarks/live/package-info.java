/** Measures ten thousand SSE clients on one server: how long an event takes to each client, with and without clients that do not read. */
@NullMarked
package io.dualstream.outbox.benchmarks.live;

import org.jspecify.annotations.NullMarked;
