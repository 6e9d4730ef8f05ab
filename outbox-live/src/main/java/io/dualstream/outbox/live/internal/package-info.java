/**
 * This package is not part of the API and may change in any release. It does not use the packages above it: positions are ids
 * of stream entries here, as Redis takes and returns them.
 */
@NullMarked
package io.dualstream.outbox.live.internal;

import org.jspecify.annotations.NullMarked;
