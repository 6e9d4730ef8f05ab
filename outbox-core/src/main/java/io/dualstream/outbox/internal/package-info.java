/** This package is not part of the API and may change in any release. It does not use the packages above it. */
@NullMarked
package io.dualstream.outbox.internal;

import org.jspecify.annotations.NullMarked;
