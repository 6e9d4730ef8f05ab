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
 * The table is the authority on which events are valid: {@code EventRules} repeats the table's rules so that Java callers get an
 * exception before the database is called. Nothing in this package reads the table, waits, or starts a thread.
 */
@NullMarked
package io.dualstream.outbox;

import org.jspecify.annotations.NullMarked;
