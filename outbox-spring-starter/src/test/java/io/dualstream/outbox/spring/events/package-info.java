@NullMarked
package io.dualstream.outbox.spring.events;

import org.jspecify.annotations.NullMarked;
