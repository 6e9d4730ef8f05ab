/**
 * Proves, for a stretch of time, that the table, the Kafka topics and the Redis streams hold the same events. It reads the
 * servers and nothing of the relay's but how far it says it is, and never writes.
 *
 * <pre>
 *   Kafka ─┐
 *   Redis ─┼─► Spill: files by event id ─► Comparison, one file after the other ─► Reconciler.Report
 *   table ─┘
 * </pre>
 *
 * <p>The order matters: first how far the relay is, then Kafka and Redis, the table last. So what a sink has and the table
 * has not was never committed, and what the relay had then and a sink has not is lost.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.reconcile;

import org.jspecify.annotations.NullMarked;
