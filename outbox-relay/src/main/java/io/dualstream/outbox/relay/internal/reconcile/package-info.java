/**
 * Proves, for a stretch of time, that the table, the Kafka topics and the Redis streams hold the same events. The
 * comparison reads the servers and the progress that the relay reports, and never writes.
 *
 * <pre>
 *   Kafka ─┐
 *   Redis ─┼─► Spill: files by event id ─► Comparison, one file after the other ─► Reconciler.Report
 *   table ─┘
 * </pre>
 *
 * <p>A follower does the same for stretch after stretch of transactions, and keeps what the sinks have of later ones:
 *
 * <pre>
 *   KafkaFeed, RedisFeed ─► Sinks ─┐
 *   rows from xid to xid ──────────┼─► Step: Comparison ─► Reconciler.Stretch
 *   dead letters ──────────────────┘        └─► Leftovers: of later stretches; retried; duplicate, leaked
 * </pre>
 *
 * <p>The order matters: first the relay's progress, then Kafka and Redis, the table last. So an event that is in a sink and
 * not in the table was never committed, and an event that the progress covers and a sink lacks is lost.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.reconcile;

import org.jspecify.annotations.NullMarked;
