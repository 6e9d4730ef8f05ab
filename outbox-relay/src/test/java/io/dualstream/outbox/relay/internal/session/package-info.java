@NullMarked
package io.dualstream.outbox.relay.internal.session;

import org.jspecify.annotations.NullMarked;
