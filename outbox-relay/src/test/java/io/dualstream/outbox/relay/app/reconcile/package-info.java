@NullMarked
package io.dualstream.outbox.relay.app.reconcile;

import org.jspecify.annotations.NullMarked;
