@NullMarked
package io.dualstream.outbox.relay.internal.text;

import org.jspecify.annotations.NullMarked;
