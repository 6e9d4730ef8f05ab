/**
 * The tools that every run has: real servers, the systems that can be measured, and the processes in which the systems run.
 *
 * <pre>
 *   RunOptions -> Bench -> Servers      PostgreSQL, Kafka and Redis, started once per run
 *                       -> Seats        one Seat per turn of a Candidate: database, slot, topics, directory
 *                       -> Launcher     starts the Candidate of a Seat as a process
 *   MarkWatch, KafkaSubscriber, RedisSubscriber    see the events that the process delivers
 * </pre>
 *
 * This package contains no measurement. A package of measurements uses this package, and no other package of measurements.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
