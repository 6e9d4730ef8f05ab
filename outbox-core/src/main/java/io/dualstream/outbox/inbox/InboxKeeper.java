package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.internal.ReceivedTable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after an inbox, on a thread of its own: makes the replays that were asked for, and forgets what is older than the retention.
 * Every instance of a service may have one. Close it.
 */
public final class InboxKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InboxKeeper.class);
    private static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final Inbox inbox;
    private final Duration interval;
    private final Map<String, EventHandler> handlers = new ConcurrentHashMap<>();
    private @Nullable Loop loop;
    private long forgotAt = System.nanoTime() - FORGET_INTERVAL.toNanos();
    private boolean complained;

    /** {@code interval}: how often it looks for replays; a second is a good one. */
    public InboxKeeper(Inbox inbox, Duration interval) {
        this.inbox = inbox;
        this.interval = interval;
    }

    /** What makes the replays of a consumer; a consumer has one handler. */
    public InboxKeeper onReplay(String consumer, EventHandler handler) {
        if (handlers.putIfAbsent(consumer, handler) != null) {
            throw new IllegalStateException("There are two handlers for consumer " + consumer
                    + ": an event would be handled" + " by one of them only. Give each its own consumer name.");
        }
        return this;
    }

    /** Does nothing when it runs; one that was closed starts again. */
    public synchronized void start() {
        if (loop == null) {
            loop = new Loop();
            loop.thread.start();
        }
    }

    /** Lets the replay at hand end, 30 seconds at most. */
    @Override
    public synchronized void close() {
        if (loop != null) {
            loop.end();
            loop = null;
        }
    }

    private final class Loop {

        private final CountDownLatch stop = new CountDownLatch(1);
        private final Thread thread = new Thread(this::run, "outbox-inbox-keeper");

        Loop() {
            thread.setDaemon(true);
        }

        void end() {
            stop.countDown();
            try {
                thread.join(STOP_PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void run() {
            try {
                do {
                    look();
                } while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void look() {
            try {
                handlers.forEach((consumer, handler) -> {
                    while (goesOn() && inbox.replayNext(consumer, handler)) {}
                });
                if (System.nanoTime() - forgotAt >= FORGET_INTERVAL.toNanos()) {
                    while (goesOn() && inbox.forget() == ReceivedTable.MAX_FORGOTTEN_ROWS) {}
                    forgotAt = System.nanoTime();
                }
                complained = false;
            } catch (RuntimeException e) {
                if (!complained) {
                    log.warn("The inbox cannot be looked after; trying again every {}", interval, e);
                }
                complained = true;
            }
        }

        private boolean goesOn() {
            return stop.getCount() > 0;
        }
    }
}
