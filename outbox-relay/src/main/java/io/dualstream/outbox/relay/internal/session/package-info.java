/** How the relay logs in to PostgreSQL. Every connection is opened through here, the embedded engine's own excepted. */
@NullMarked
package io.dualstream.outbox.relay.internal.session;

import org.jspecify.annotations.NullMarked;
