package io.dualstream.outbox.live;

import org.jspecify.annotations.Nullable;

/**
 * Nothing happened for a while. A client that keeps the position resumes after it, however little of what happens
 * concerns it.
 *
 * @param position up to which the client has everything; null while Redis was not reached yet
 */
public record LiveHeartbeat(@Nullable LivePosition position) implements LiveMessage {}
