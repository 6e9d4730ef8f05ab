/**
 * Events that Kafka refused for good, and those that wait behind them: the table {@code dead_letter}. PostgreSQL is
 * authoritative for what is a dead letter, Kafka for what is published; each step is safe to do again.
 *
 * <pre>
 *   refused ─► failed ──retry──► published          an event is put here before the durable cursor passes it,
 *                │ ▲                                so a crash between the two finds it here already
 *        discard │ └─ refused again
 *                ▼                                  a retry's Kafka transaction names the letters it publishes (LetterMark),
 *            discarded                              so a crash before PostgreSQL hears of it is made good at the next start
 *
 *   parked ───► published, once nothing before it in its lane has failed
 * </pre>
 *
 * <p>A lane is what keeps its order: the events of one aggregate type and key.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.deadletter;

import org.jspecify.annotations.NullMarked;
