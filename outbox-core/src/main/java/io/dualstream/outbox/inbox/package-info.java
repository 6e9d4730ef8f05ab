/**
 * The consuming side: an event that may be delivered more than once is handled once, in a transaction of the consumer's database.
 *
 * <pre>
 *   at least once ─► Envelope ─► Inbox.handle(consumer, event, handler)
 *                                   │ begin
 *                                   │   claim: INSERT into inbox.received ─── there already ─► DUPLICATE
 *                                   │   handler: your own changes
 *                                   │ commit ────────────────────────────────────────────────► HANDLED
 *                                   │ rollback, if the handler failed
 *                                   ▼
 *                         inbox.failure: envelope, reason, attempts ── too many ─► GIVEN_UP, until replayed or discarded
 * </pre>
 *
 * The row in {@code received} and the handler's changes commit together or not at all: the database is the
 * authority on which events were handled, and events may be delivered any number of times. This package does not depend on Kafka.
 */
@NullMarked
package io.dualstream.outbox.inbox;

import org.jspecify.annotations.NullMarked;
