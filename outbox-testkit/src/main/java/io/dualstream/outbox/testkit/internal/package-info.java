/** Not part of the API: may change in any release. Knows nothing of the package above it. */
@NullMarked
package io.dualstream.outbox.testkit.internal;

import org.jspecify.annotations.NullMarked;
