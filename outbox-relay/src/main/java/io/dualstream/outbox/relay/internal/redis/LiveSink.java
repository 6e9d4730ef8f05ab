package io.dualstream.outbox.relay.internal.redis;

import org.jspecify.annotations.Nullable;

/** The live streams as one relay writes them. A command that failed may have been carried out: only {@link #claim} tells. */
public interface LiveSink {

    /**
     * Fences whoever claimed the cursor before, and returns it; null when Redis holds none.
     *
     * @throws LiveRedisException.Fenced if a relay on the same database with a newer lease has claimed it
     */
    @Nullable
    StoredCursor claim(Claim mine);

    /**
     * Writes all of it or nothing, under the last {@link #claim}.
     *
     * @throws LiveRedisException.Fenced if a relay with a newer lease has claimed the cursor
     * @throws LiveRedisException.Ahead if a stream is past the position already
     * @throws LiveRedisException if Redis does not answer, has no memory, or its cursor is not what was expected
     */
    void push(Push batch);
}
