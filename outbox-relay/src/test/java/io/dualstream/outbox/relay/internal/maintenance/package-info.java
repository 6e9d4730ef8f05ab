@NullMarked
package io.dualstream.outbox.relay.internal.maintenance;

import org.jspecify.annotations.NullMarked;
