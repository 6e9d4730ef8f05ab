/**
 * Events that Kafka refused for good, and events that wait behind them: the table {@code dead_letter}. PostgreSQL is
 * authoritative for what is a dead letter, Kafka for what is published; each step can be repeated safely.
 *
 * <pre>
 *   refused ─► failed ──retry──► published          an event is put here before the durable cursor passes it,
 *                │ ▲                                so a crash between the two finds it here already
 *        discard │ └─ refused again
 *                ▼                                  a retry's Kafka transaction names the letters it publishes (LetterMark),
 *            discarded                              so the next start completes what a crash left undone in PostgreSQL
 *
 *   parked ───► published, once nothing before it in its lane has failed
 * </pre>
 *
 * <p>A lane is the unit whose order is kept: the events of one aggregate type and key.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.deadletter;

import org.jspecify.annotations.NullMarked;
