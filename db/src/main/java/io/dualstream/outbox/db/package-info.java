/**
 * The outbox as SQL: the table {@code event} that writers insert into, the publication that the relay reads, and their functions.
 * Independent of the outbox, the inbox: the tables {@code received} and {@code failure} of a service that consumes events. The
 * migrations in the resources of this package are the only authority on the schemas; Flyway and psql run the same files.
 */
@NullMarked
package io.dualstream.outbox.db;

import org.jspecify.annotations.NullMarked;
