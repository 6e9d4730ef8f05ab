/** Measures what a system costs: CPU time while no events come, and memory while the relay drains a large backlog in a small heap. */
@NullMarked
package io.dualstream.outbox.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
