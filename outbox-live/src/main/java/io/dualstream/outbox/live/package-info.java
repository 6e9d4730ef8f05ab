/**
 * The live stream for many: one Redis connection per process, fanned out to any number of local clients.
 *
 * <pre>
 *   Redis streams + live cursor ──► StreamFollower ──► ClientRegistry ──► LiveClient, LiveClient, … ──► SSE, listeners, publishers
 *                                                            │
 *                                                      ReplayBuffer: the last events, to resume from
 * </pre>
 *
 * Redis is authoritative. All streams of one relay share one count, so that one position says how far a client has come
 * in all of them, and a missing number is a missing event. A client hears of each event of its subscription once, or is
 * told to reload ({@link io.dualstream.outbox.live.LiveMessage.Reset}): never neither.
 */
@NullMarked
package io.dualstream.outbox.live;

import org.jspecify.annotations.NullMarked;
