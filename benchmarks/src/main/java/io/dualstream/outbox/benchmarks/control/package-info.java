/**
 * What the relay is measured against. Each control runs in a process of its own ({@code Benchmarks control ...}) until it
 * is told to stop, reads a replication slot that exists already, and writes topics that exist already.
 *
 * <pre>
 *   read alone       WAL -> pgoutput -> nothing                       what PostgreSQL and pgjdbc can do
 *   producer alone              memory -> Kafka                       what the Kafka client can do
 *   hand-written     WAL -> pgoutput -> own decoder -> Kafka          what Java can do: the bound
 *   Debezium         WAL -> pgoutput -> Debezium engine -> EventRouter -> converter -> Kafka, as Debezium Server wires it
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.benchmarks.control;

import org.jspecify.annotations.NullMarked;
