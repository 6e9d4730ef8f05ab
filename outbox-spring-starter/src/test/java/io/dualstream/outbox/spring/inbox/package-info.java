@NullMarked
package io.dualstream.outbox.spring.inbox;

import org.jspecify.annotations.NullMarked;
