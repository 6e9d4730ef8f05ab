@NullMarked
package io.dualstream.outbox.spring.observe;

import org.jspecify.annotations.NullMarked;
