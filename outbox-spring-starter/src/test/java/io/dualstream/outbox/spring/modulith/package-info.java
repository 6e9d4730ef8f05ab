@NullMarked
package io.dualstream.outbox.spring.modulith;

import org.jspecify.annotations.NullMarked;
