@NullMarked
package io.dualstream.outbox.relay.app;

import org.jspecify.annotations.NullMarked;
