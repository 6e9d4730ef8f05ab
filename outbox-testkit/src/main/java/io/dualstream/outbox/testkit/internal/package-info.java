/** This package is not part of the API and may change in any release. It does not use the package above it. */
@NullMarked
package io.dualstream.outbox.testkit.internal;

import org.jspecify.annotations.NullMarked;
