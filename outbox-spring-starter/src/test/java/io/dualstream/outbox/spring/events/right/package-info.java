/** The packages of an application without a mistake. */
@NullMarked
package io.dualstream.outbox.spring.events.right;

import org.jspecify.annotations.NullMarked;
