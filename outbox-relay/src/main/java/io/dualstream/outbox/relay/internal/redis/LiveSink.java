package io.dualstream.outbox.relay.internal.redis;

import org.jspecify.annotations.Nullable;

/**
 * The live streams, as one relay writes them. A command that failed may have been carried out: only {@link #claim} tells
 * whether it was.
 */
public interface LiveSink {

    /**
     * Fences every relay that claimed the cursor before, and returns the cursor; null if Redis holds none.
     *
     * @throws LiveRedisException.Fenced if a relay on the same database with a newer lease has claimed the cursor
     */
    @Nullable
    StoredCursor claim(Claim mine);

    /**
     * Writes the whole batch or nothing, under the last {@link #claim}.
     *
     * @throws LiveRedisException.Fenced if a relay with a newer lease has claimed the cursor
     * @throws LiveRedisException.Ahead if a stream is past the position already
     * @throws LiveRedisException if Redis does not answer, has no memory, or its cursor is not the expected one
     */
    void push(Push batch);
}
