/** Leadership: the checks before a start, the election of one relay per name, and the term of the relay that leads. */
@NullMarked
package io.dualstream.outbox.relay.internal.leader;

import org.jspecify.annotations.NullMarked;
