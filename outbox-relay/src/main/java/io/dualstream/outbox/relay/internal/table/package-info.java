/**
 * The outbox table, as the relay reads it: for the live path, one statement returns a snapshot and the rows that became visible
 * up to it. PostgreSQL is the authority on what is committed; this package keeps nothing but a connection.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.table;

import org.jspecify.annotations.NullMarked;
