/** The relay's login to PostgreSQL. Every connection is opened through this package, except those of the embedded engine. */
@NullMarked
package io.dualstream.outbox.relay.internal.session;

import org.jspecify.annotations.NullMarked;
