/**
 * What the loops and callbacks of all modules have in common. Not part of the API: it is for these modules alone, and may change in any
 * release.
 *
 * <pre>
 *   owner ── start, close, abandon ──► Worker ── thread: round, wait, round ...
 *     ▲                                  │  │        waits through StopSignal, after a failure as long as RetryDelay says
 *     └──────── failed, gaveUp ──────────┘  └── no Throwable ends the thread unless the owner has been told
 *
 *   our code ──► Callbacks ──► code of users     nothing it throws comes back
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.runtime.internal;

import org.jspecify.annotations.NullMarked;
