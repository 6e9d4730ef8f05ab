@NullMarked
package io.dualstream.outbox.relay;

import org.jspecify.annotations.NullMarked;
