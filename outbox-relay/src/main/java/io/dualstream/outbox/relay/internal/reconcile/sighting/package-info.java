/**
 * Events as a reconciliation sees them: what the table, the sinks and the dead letters say of each, in files by event id.
 * Speaks to no server.
 */
@NullMarked
package io.dualstream.outbox.relay.internal.reconcile.sighting;

import org.jspecify.annotations.NullMarked;
