/**
 * Measuring from outside: a process ({@link io.dualstream.outbox.benchmarks.measure.MeasuredProcess}) by its CPU time and
 * memory as the operating system counts them, a topic by when its records were appended and seen; and printing what came out.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
