package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.Streams;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import io.lettuce.core.RedisException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the follower: connects, reads, waits for news, and connects again whatever happened, until it is closed. */
final class FollowerThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);

    /** How long the first event of a type not seen before may wait: nothing blocks on its stream yet. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(1);

    private final Streams.Connector connector;
    private final StreamFollower follower;
    private final RetryDelay delay = new RetryDelay(FIRST_RETRY, LAST_RETRY);
    private final Worker worker;
    private boolean away;

    /** Closes the connector with itself. {@code patience}: how long a command may take. */
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

        /** Any failure but that of a connection leaves unknown what clients were given: all are told to reload. */
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

    /** Stops and waits, for the time of three commands at most. */
    @Override
    public void close() {
        worker.close();
        connector.close();
    }
}
