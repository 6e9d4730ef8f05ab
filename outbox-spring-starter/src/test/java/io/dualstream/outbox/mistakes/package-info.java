/** An application with mistakes; beside the packages of the tests' applications, which must not find it. */
@NullMarked
package io.dualstream.outbox.mistakes;

import org.jspecify.annotations.NullMarked;
