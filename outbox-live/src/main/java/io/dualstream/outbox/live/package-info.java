/**
 * The live stream for many clients: one Redis connection per process, fanned out to any number of local clients.
 *
 * <pre>
 *   Redis streams + live cursor ──► StreamFollower ──► ClientRegistry ──► LiveClient, LiveClient, … ──► SSE, listeners, publishers
 *                                                            │
 *                                                      ReplayBuffer: the last events, to resume from
 * </pre>
 *
 * Redis is authoritative. All streams of one relay share one count, so that one position says how far a client has come
 * in all of them, and a missing number is a missing event. A client receives each event of its subscription once, or
 * a {@link io.dualstream.outbox.live.LiveMessage.Reset} if events may be missing.
 */
@NullMarked
package io.dualstream.outbox.live;

import org.jspecify.annotations.NullMarked;
