/**
 * The information that a relay gives to its users: its status, calls of listeners, events and dead letters, and the report
 * of a reconciliation. The package contains values, and interfaces that return values. Every other package of the relay may
 * use this package.
 */
@NullMarked
package io.dualstream.outbox.relay.status;

import org.jspecify.annotations.NullMarked;
