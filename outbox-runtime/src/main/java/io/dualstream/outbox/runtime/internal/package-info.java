/**
 * Threads and callbacks, as all modules use them. This package is not part of the API and may change in any release.
 *
 * <pre>
 *   owner ── start, close, abandon ──► Worker ── thread: round, wait, round ...
 *     ▲                                  │  │        waits through StopSignal, after a failure as long as RetryDelay says
 *     └──────── failed, gaveUp ──────────┘  └── no Throwable ends the thread without a call of the owner
 *
 *   our code ──► Callbacks ──► code of users     no Throwable of that code reaches ours
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.runtime.internal;

import org.jspecify.annotations.NullMarked;
