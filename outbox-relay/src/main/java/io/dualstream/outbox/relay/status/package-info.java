/**
 * What a relay tells: its state, what happens to it, the events and dead letters it handles, the report of a comparison. Values,
 * and interfaces to ask for them. Ground floor: every room may know it.
 */
@NullMarked
package io.dualstream.outbox.relay.status;

import org.jspecify.annotations.NullMarked;
