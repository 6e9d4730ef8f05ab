package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.Streams;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import io.lettuce.core.RedisException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the follower until this thread is closed: connects, reads, waits for new events, and connects again after every failure. */
final class FollowerThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);

    /** How long the first event of a new aggregate type may wait, because the thread does not block on that type's stream yet. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(1);

    private final Streams.Connector connector;
    private final StreamFollower follower;
    private final RetryDelay delay = new RetryDelay(FIRST_RETRY, LAST_RETRY);
    private final Worker worker;
    private boolean away;

    /** {@link #close} also closes the connector. {@code patience} is how long a command may take. */
    FollowerThread(Streams.Connector connector, Duration patience, StreamFollower follower) {
        this.connector = connector;
        this.follower = follower;
        this.worker = new Worker(
                new Worker.Life("outbox-live-feed", true, patience.multipliedBy(2), patience), delay, new Following());
    }

    void start() {
        worker.start();
    }

    Worker worker() {
        return worker;
    }

    private final class Following implements Worker.Task {

        @Override
        public Duration round(StopSignal stop) throws InterruptedException {
            try (Streams streams = connector.connect()) {
                while (!stop.isGiven()) {
                    follow(streams, stop);
                }
            }
            return Duration.ZERO;
        }

        /**
         * Handles a failure. A failure of the connection leaves the clients' positions intact; after any other failure it is
         * unknown which events clients were given, so all clients are sent a reset.
         */
        @Override
        public void failed(Throwable failure, Duration next) {
            if (failure instanceof RedisException || failure instanceof InterruptedException) {
                if (!away) {
                    LOG.warn("The live streams cannot be read; clients wait: {}", failure.getMessage());
                    away = true;
                }
                return;
            }
            follower.beginAnew();
            LOG.error("The live streams are inconsistent; every client is sent a reset", failure);
        }
    }

    private void follow(Streams streams, StopSignal stop) throws InterruptedException {
        boolean all = follower.step(streams);
        if (away) {
            LOG.info("The live streams can be read again; continuing after {}", follower.position());
            away = false;
        }
        if (!all) {
            return;
        }
        delay.reset();
        LiveMessage.Position position = follower.position();
        if (position != null) {
            streams.await(position.toString(), LOOK);
        } else {
            stop.awaitGiven(LOOK);
        }
    }

    /** Stops and waits, for at most the time of three commands. */
    @Override
    public void close() {
        worker.close();
        connector.close();
    }
}
