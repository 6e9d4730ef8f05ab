/**
 * The relay and its controls, side by side in one run, on real servers that the run starts and stops itself.
 *
 * <pre>
 *   runner (this process)                                measured, one at a time, each a fresh JVM
 *   ---------------------                                ------------------------------------------
 *   PostgreSQL, Redis (child processes), Kafka broker    java -jar outbox-relay.jar              (ours)
 *   load, consumers, clock, CPU and memory meters        java -jar benchmarks.jar control NAME   (a control)
 * </pre>
 *
 * Each kind of measurement has a package: {@code drain}, {@code latency}, {@code footprint}, {@code outage}, {@code live}; the fault
 * {@code campaign} has another one. {@code runner} holds the tools that the first four share.
 *
 * Nothing is measured by what a system says of itself: times come from the records in Kafka, the messages in Redis and
 * the system clock; CPU and memory from the operating system.
 */
@NullMarked
package io.dualstream.outbox.benchmarks;

import org.jspecify.annotations.NullMarked;
