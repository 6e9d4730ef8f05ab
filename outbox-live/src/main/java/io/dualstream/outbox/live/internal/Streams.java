package io.dualstream.outbox.live.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The live streams of one relay. Failures are unchecked exceptions. After a failure the object cannot be used any more. */
public interface Streams extends AutoCloseable {

    /** Connects to the streams, any number of times. */
    interface Connector extends AutoCloseable {

        /** Connects; throws an unchecked exception if Redis does not answer or refuses the connection. */
        Streams connect();

        /** Idempotent. */
        @Override
        void close();
    }

    /** Reads, at one instant, the live cursor and the first {@code limit} entries after a position of every known stream. */
    Reading read(String after, int limit);

    /** The relay's position, as the id of an entry; null if there is no live cursor. */
    @Nullable
    String current();

    /** Looks for new streams; returns whether there are any. */
    boolean discover();

    /** Returns once a known stream has an entry after that position, or after {@code atMost}. */
    void await(String after, Duration atMost) throws InterruptedException;

    @Override
    void close();
}
