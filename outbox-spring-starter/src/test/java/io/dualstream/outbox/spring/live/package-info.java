@NullMarked
package io.dualstream.outbox.spring.live;

import org.jspecify.annotations.NullMarked;
