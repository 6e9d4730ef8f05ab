/**
 * Not part of the API: may change in any release. Knows nothing of the packages above it: positions are here what Redis takes and
 * gives, the ids of stream entries.
 */
@NullMarked
package io.dualstream.outbox.live.internal;

import org.jspecify.annotations.NullMarked;
