/** Not part of the API: may change in any release. Knows nothing of the packages above it. */
@NullMarked
package io.dualstream.outbox.internal;

import org.jspecify.annotations.NullMarked;
