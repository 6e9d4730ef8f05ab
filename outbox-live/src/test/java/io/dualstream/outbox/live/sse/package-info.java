@NullMarked
package io.dualstream.outbox.live.sse;

import org.jspecify.annotations.NullMarked;
