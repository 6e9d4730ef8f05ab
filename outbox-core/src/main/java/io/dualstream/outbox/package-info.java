/**
 * The write side: an event is recorded with the caller's own change, in the caller's own transaction.
 *
 * <pre>
 *   Outbox.publish(event)                    ConnectionOutbox.publish(connection, event)
 *        |  JdbcOutbox: Spring's transaction        |  any transaction you hold yourself
 *        +--------------------+---------------------+
 *                             v
 *             EventWriter: headers added, payload serialised, INSERT into outbox.event
 * </pre>
 *
 * The table is the authority on what an event may be: {@code EventRules} mirrors its rules only so that Java callers hear of a
 * mistake before the database does. Nothing here reads the table, waits, or starts a thread.
 */
@NullMarked
package io.dualstream.outbox;

import org.jspecify.annotations.NullMarked;
