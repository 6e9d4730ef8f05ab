/**
 * Auto-configuration of live subscriptions, with {@code outbox.live.enabled=true} and outbox-live on the class path.
 *
 * <pre>
 *   outbox.live.*, else the relay's and the host's Redis ─► LiveSettings ─► LiveHub ─► outbox.live.path: LiveSseServlet,
 *                                                                                        ▲       on WebFlux LiveSseHandler
 *                                                     LiveAuthorization: the host's, else nobody
 * </pre>
 */
@NullMarked
package io.dualstream.outbox.spring.live;

import org.jspecify.annotations.NullMarked;
