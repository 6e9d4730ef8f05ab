package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.RedisStreams;
import io.dualstream.outbox.live.internal.Streams;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the follower: connects, reads, waits for news, and when Redis goes away connects again, for ever. */
final class FollowerThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);

    /** How long the first event of a type not seen before may wait: nothing blocks on its stream yet. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(1);

    private final LiveSettings.Source source;
    private final StreamFollower follower;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "outbox-live-feed");
    private Duration retry = FIRST_RETRY;
    private boolean away;

    FollowerThread(LiveSettings.Source source, StreamFollower follower) {
        this.source = source;
        this.follower = follower;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        RedisClient client = RedisStreams.client(source.streams());
        try {
            while (stop.getCount() > 0) {
                try (Streams streams = RedisStreams.connect(client, source.streams())) {
                    follow(streams);
                } catch (RedisException e) {
                    pause(e);
                } catch (RuntimeException e) { // the streams are not as a relay writes them
                    LOG.error("The live streams make no sense; every client is told to reload", e);
                    follower.beginAnew();
                    stop.await(LAST_RETRY.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException stopped) {
            LOG.debug("Interrupted: the follower ends");
        } finally {
            client.shutdown(Duration.ZERO, source.commandTimeout());
        }
    }

    private void follow(Streams streams) throws InterruptedException {
        while (stop.getCount() > 0) {
            boolean all = follower.step(streams);
            if (away) {
                LOG.info("The live streams are back; going on after {}", follower.position());
                away = false;
            }
            retry = FIRST_RETRY;
            LivePosition position = follower.position();
            if (all && position != null) {
                streams.await(position.toString(), LOOK);
            } else if (all) {
                stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void pause(RedisException e) throws InterruptedException {
        if (stop.getCount() == 0) {
            return;
        }
        if (!away) {
            LOG.warn("The live streams cannot be read, clients wait: {}", e.getMessage());
            away = true;
        }
        stop.await(retry.toMillis(), TimeUnit.MILLISECONDS);
        Duration doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }

    /** Stops and waits, for the time of a command at most. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(source.commandTimeout().multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
