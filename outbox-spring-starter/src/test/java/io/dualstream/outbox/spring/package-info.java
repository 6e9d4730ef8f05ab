@NullMarked
package io.dualstream.outbox.spring;

import org.jspecify.annotations.NullMarked;
