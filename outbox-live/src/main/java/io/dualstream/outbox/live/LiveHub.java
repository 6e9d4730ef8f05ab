package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.RedisStreams;
import io.dualstream.outbox.live.internal.SerialExecutor;
import io.dualstream.outbox.runtime.internal.Callbacks;
import io.dualstream.outbox.runtime.internal.RetryDelay;
import io.dualstream.outbox.runtime.internal.StopSignal;
import io.dualstream.outbox.runtime.internal.Worker;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Distributes the live stream of one relay to all clients of this process, with one Redis connection, a handful of threads
 * and any number of clients. Thread-safe. One hub per process is enough. Must be closed; closing the hub ends every client.
 */
public final class LiveHub implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);

    private static final int WRITERS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final ClientRegistry registry;
    private final FollowerThread follower;
    private final ExecutorService writers;
    private final Worker timer;
    private final Callbacks callbacks = new Callbacks(this);

    private LiveHub(LiveSettings settings) {
        registry = new ClientRegistry(settings.limits(), System::nanoTime);
        follower = new FollowerThread(
                RedisStreams.connector(settings.source().streams()),
                settings.source().commandTimeout(),
                new StreamFollower(registry, settings.limits()));
        writers = Executors.newFixedThreadPool(WRITERS, named("outbox-live-write-"));
        timer = new Worker(
                new Worker.Life("outbox-live-timer", true, GRACE, GRACE), new RetryDelay(TICK, TICK), new Ticking());
    }

    /** Starts following the streams. Returns at once, whether or not Redis can be reached. */
    public static LiveHub start(LiveSettings settings) {
        LiveHub hub = new LiveHub(settings);
        try {
            hub.follower.start();
            hub.timer.start();
        } catch (Throwable e) { // no thread to be had
            hub.close();
            throw e;
        }
        return hub;
    }

    private final class Ticking implements Worker.Task {

        @Override
        public Duration round(StopSignal stop) {
            registry.tick();
            return TICK;
        }

        @Override
        public void failed(Throwable failure, Duration delay) {
            LOG.error("Heartbeats and the end of stalled clients wait for {}", delay, failure);
        }
    }

    /**
     * Subscribes a client that takes messages with {@link LiveClient#poll}. The hub calls {@code ready} whenever there may
     * be a message to take, and when the subscription has ended. The calls are made on the hub's threads that write to
     * clients, one call at a time, while no lock is held. {@code ready} must not block. If {@code ready} throws, including
     * an Error, the hub logs the first exception (later ones at level debug), and no subscription is affected.
     */
    public LiveClient subscribe(LiveRequest request, Runnable ready) {
        LiveClient client = new LiveClient(registry, request, isolated(ready));
        registry.attach(client);
        return client;
    }

    /** Isolates the hub from {@code ready}. The hub's own calls only wake a task on the same executor. */
    private Runnable isolated(Runnable ready) {
        return ready instanceof SerialExecutor
                ? ready
                : new SerialExecutor(writers, () -> callbacks.call("ready", ready));
    }

    /** Subscribes a listener, which is called with the messages in order, one at a time. */
    public LiveClient listen(LiveRequest request, Listener listener) {
        ListenerPump pump = new ListenerPump(listener, writers);
        LiveClient client = new LiveClient(registry, request, pump.serial());
        pump.start(client);
        registry.attach(client);
        return client;
    }

    /**
     * Returns the subscription as a publisher. Each subscriber has a subscription of its own, which sends as many messages
     * as the subscriber requests. A subscriber that requests too few messages for too long gets a
     * {@link LiveClient.EndedException}. For Reactor, use {@code JdkFlowAdapter}.
     */
    public Flow.Publisher<LiveMessage> publisher(LiveRequest request) {
        return subscriber -> new LiveFlow(subscriber, writers).start(this, request);
    }

    /** Returns an executor that runs short tasks on the hub's few threads that write to clients. */
    public Executor writers() {
        return writers;
    }

    /**
     * Returns the position up to which clients have been given all events; null before Redis was reached for the first time.
     */
    public LiveMessage.@Nullable Position position() {
        return registry.delivered();
    }

    /** Returns the number of clients. */
    public int clients() {
        return registry.clients();
    }

    /** Returns the number of clients that have been ended as slow. */
    public long evicted() {
        return registry.evicted();
    }

    @Override
    public void close() {
        timer.close();
        follower.close();
        registry.close();
        writers.shutdown();
        try {
            writers.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Receives one message at a time, in order, on a thread of the hub that writes to clients, while no lock is held.
     * Methods must not block for long. An exception ends only the subscription of this listener.
     */
    public interface Listener {

        /**
         * Receives an event, a reset, or a heartbeat. If the method throws, including an Error, the exception is logged and
         * the subscription ends.
         */
        void on(LiveMessage message);

        /**
         * Called when the subscription has ended and the owner did not close the subscription. An exception of this method
         * is logged.
         */
        default void ended(LiveClient.End end) {}
    }
}
