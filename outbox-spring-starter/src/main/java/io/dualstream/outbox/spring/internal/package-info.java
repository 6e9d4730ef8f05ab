/** What the packages beside share. Not part of the API: may change in any release. Knows none of them. */
@NullMarked
package io.dualstream.outbox.spring.internal;

import org.jspecify.annotations.NullMarked;
