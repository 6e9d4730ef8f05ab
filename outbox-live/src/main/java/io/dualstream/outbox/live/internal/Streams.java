package io.dualstream.outbox.live.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The live streams of one relay. What goes wrong is an unchecked exception, after which this is of no more use. */
public interface Streams extends AutoCloseable {

    /** Connects to them, again and again. */
    interface Connector extends AutoCloseable {

        /** Throws what is unchecked if Redis is not there or refuses. */
        Streams connect();

        /** Idempotent. */
        @Override
        void close();
    }

    /** The live cursor, and of every stream known the first {@code limit} entries after a position, at one instant. */
    Reading read(String after, int limit);

    /** The live cursor, an entry's id: how far the relay has come; null when there is none. */
    @Nullable
    String current();

    /** Looks for streams not known yet; whether there are any. */
    boolean discover();

    /** Returns once a known stream has an entry after that position, or when time is up. */
    void await(String after, Duration atMost) throws InterruptedException;

    @Override
    void close();
}
