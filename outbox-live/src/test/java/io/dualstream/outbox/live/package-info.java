@NullMarked
package io.dualstream.outbox.live;

import org.jspecify.annotations.NullMarked;
