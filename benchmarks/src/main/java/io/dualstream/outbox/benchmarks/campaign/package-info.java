/**
 * The fault campaign: proof, on real servers, that every promise holds while everything is killed.
 *
 * <pre>
 * Writers -> PostgreSQL -> relay -> Kafka, Redis       Campaign: rounds, each on fresh servers
 *    |            |        ^ faults       |              Round: episodes, then the verdict
 *    v            v                       v                 Episode: faults, then the recovery
 * History  ->   Truth    ->   Judge   <-   Recorders
 * </pre>
 *
 * Writers note what they meant and how it ended; the table settles what they cannot know. Recorders note what
 * consumers see from the start. The judge compares the two, and knows nothing of the relay. An event belongs to the episode in which it was committed.
 */
@NullMarked
package io.dualstream.outbox.benchmarks.campaign;

import org.jspecify.annotations.NullMarked;
