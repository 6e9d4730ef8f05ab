/**
 * The consuming side: an event that may come more than once is handled once, in a transaction of the consumer's own database.
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
 * The row in {@code received} and the handler's changes commit together or not at all: the database is the authority on what was
 * handled, and whoever delivers may repeat as it likes. Nothing here knows Kafka.
 */
@NullMarked
package io.dualstream.outbox.inbox;

import org.jspecify.annotations.NullMarked;
