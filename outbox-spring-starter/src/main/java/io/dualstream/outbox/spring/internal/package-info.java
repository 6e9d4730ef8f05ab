/**
 * Types that the neighbouring packages share. This package is not part of the API and may change in any release. It does not
 * use the neighbouring packages.
 */
@NullMarked
package io.dualstream.outbox.spring.internal;

import org.jspecify.annotations.NullMarked;
