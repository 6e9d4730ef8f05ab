/** Relay, Redis and web server, each a process of its own, killed at random while clients resume. */
@NullMarked
package io.dualstream.outbox.live.campaign;

import org.jspecify.annotations.NullMarked;
