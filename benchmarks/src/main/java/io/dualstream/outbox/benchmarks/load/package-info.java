/** The events that the systems transfer: a backlog written at once, and a steady stream of transactions at a given rate. */
@NullMarked
package io.dualstream.outbox.benchmarks.load;

import org.jspecify.annotations.NullMarked;
