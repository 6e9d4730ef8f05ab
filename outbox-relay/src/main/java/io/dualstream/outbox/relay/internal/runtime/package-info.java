/** What every loop of the relay needs: its state, delays, stop signals, connections, and the words for what went wrong. */
@NullMarked
package io.dualstream.outbox.relay.internal.runtime;

import org.jspecify.annotations.NullMarked;
