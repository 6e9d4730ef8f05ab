/**
 * The outbox as SQL: the table {@code event} that writers insert into, the publication the relay reads, and the functions around
 * them; and the inbox, the tables {@code received} and {@code failure} of a service that consumes, which needs none of the former.
 * The migrations beside this package are the only authority on the schemas; Flyway runs them here, psql runs the same files.
 */
@NullMarked
package io.dualstream.outbox.db;

import org.jspecify.annotations.NullMarked;
