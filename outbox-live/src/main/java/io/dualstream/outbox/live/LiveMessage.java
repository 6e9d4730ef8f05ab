package io.dualstream.outbox.live;

/** What a client is told, in the order in which it happened. */
public sealed interface LiveMessage permits LiveEvent, LiveReset, LiveHeartbeat {}
