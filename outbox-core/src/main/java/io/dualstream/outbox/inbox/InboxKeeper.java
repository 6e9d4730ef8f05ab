package io.dualstream.outbox.inbox;

import io.dualstream.outbox.inbox.internal.ReceivedTable;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains an inbox on a thread of its own: executes the requested replays, and deletes records that are older than the
 * retention. Every instance of a service may run a keeper. Must be closed.
 */
public final class InboxKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InboxKeeper.class);
    private static final Duration FORGET_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Inbox inbox;
    private final Duration interval;
    private final Map<String, Inbox.Handler> handlers = new ConcurrentHashMap<>();
    private Worker worker;
    private long forgotAt = System.nanoTime() - FORGET_INTERVAL.toNanos();
    private boolean complained;

    /** Creates a keeper that looks for replays once per {@code interval}; one second is a good interval. */
    public InboxKeeper(Inbox inbox, Duration interval) {
        this.inbox = inbox;
        this.interval = interval;
        this.worker = newWorker();
    }

    private Worker newWorker() {
        Duration longest = interval.compareTo(LONGEST_RETRY) > 0 ? interval : LONGEST_RETRY;
        return new Worker(
                new Worker.Life("outbox-inbox-keeper", true, STOP_PATIENCE, GRACE),
                new RetryDelay(interval, longest),
                new Keeping());
    }

    /** Registers the handler for the replays of a consumer. A consumer has one handler. */
    public InboxKeeper onReplay(String consumer, Inbox.Handler handler) {
        if (handlers.putIfAbsent(consumer, handler) != null) {
            throw new IllegalStateException("There are two handlers for consumer " + consumer
                    + ": an event would be handled" + " by one of them only. Give each its own consumer name.");
        }
        return this;
    }

    /** Starts the keeper. Does nothing if the keeper is running; a keeper that was closed starts again. */
    public synchronized void start() {
        worker.start();
    }

    synchronized Worker worker() {
        return worker;
    }

    /** Stops the keeper. A replay in progress may finish, and is interrupted after 30 seconds. */
    @Override
    public void close() {
        Worker ending;
        synchronized (this) { // but no longer: a handler runs meanwhile
            ending = worker;
            worker = newWorker();
        }
        ending.close();
    }

    private final class Keeping implements Worker.Task {

        @Override
        public Duration round(StopSignal stop) throws Exception {
            Throwable first = null;
            for (Map.Entry<String, Inbox.Handler> replay : handlers.entrySet()) {
                try {
                    while (!stop.isGiven() && inbox.replayNext(replay.getKey(), replay.getValue())) {}
                } catch (Throwable e) { // the other consumers have their turn all the same
                    first = first == null ? e : first;
                }
            }
            if (System.nanoTime() - forgotAt >= FORGET_INTERVAL.toNanos()) {
                while (!stop.isGiven() && inbox.forget() == ReceivedTable.MAX_FORGOTTEN_ROWS) {}
                forgotAt = System.nanoTime();
            }
            if (first instanceof Error error) {
                throw error;
            }
            if (first instanceof Exception exception) {
                throw exception;
            }
            complained = false;
            return interval;
        }

        @Override
        public void failed(Throwable failure, Duration delay) {
            if (!complained) {
                log.warn("The inbox cannot be looked after; trying again, {} later at most", LONGEST_RETRY, failure);
            }
            complained = true;
        }
    }
}
