package io.dualstream.outbox.live;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The live stream of one relay for all clients of this process: one Redis connection, a handful of threads, any number
 * of clients. Thread-safe; one per process is enough; close it, which ends every client.
 */
public final class LiveHub implements AutoCloseable {

    private static final int WRITERS =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private static final long TICK_MILLIS = 500;

    private final ClientRegistry registry;
    private final FollowerThread follower;
    private final ExecutorService writers;
    private final ScheduledExecutorService timer;
    private final ScheduledFuture<?> ticking;

    private LiveHub(LiveSettings settings) {
        registry = new ClientRegistry(settings.limits(), System::nanoTime);
        follower = new FollowerThread(settings.source(), new StreamFollower(registry, settings.limits()));
        writers = Executors.newFixedThreadPool(WRITERS, named("outbox-live-write-"));
        timer = Executors.newSingleThreadScheduledExecutor(named("outbox-live-timer-"));
        ticking = timer.scheduleWithFixedDelay(registry::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Starts following the streams; returns at once, whether Redis is there or not. */
    public static LiveHub start(LiveSettings settings) {
        LiveHub hub = new LiveHub(settings);
        hub.follower.start();
        return hub;
    }

    /**
     * A subscription to take from. {@code ready} is called by threads of the hub whenever there may be something to take, and
     * when the subscription has ended; it must not block.
     */
    public LiveClient subscribe(LiveRequest request, Runnable ready) {
        LiveClient client = new LiveClient(registry, request, ready);
        registry.attach(client);
        return client;
    }

    /** A subscription that calls: messages in order, one at a time. */
    public LiveClient listen(LiveRequest request, LiveListener listener) {
        ListenerPump pump = new ListenerPump(listener, writers);
        LiveClient client = new LiveClient(registry, request, pump::wake);
        pump.start(client);
        registry.attach(client);
        return client;
    }

    /**
     * The same as a publisher: each subscriber has a subscription of its own, which sends what it requests. One that
     * requests too little for too long gets a {@link LiveEndedException}. With Reactor: {@code JdkFlowAdapter}.
     */
    public Flow.Publisher<LiveMessage> publisher(LiveRequest request) {
        return subscriber -> new LiveFlow(subscriber, writers).start(this, request);
    }

    /** Runs something short on the hub's own few threads, which write to clients. */
    public Executor writers() {
        return writers;
    }

    /** Up to here, clients have been given everything; null before Redis was reached. */
    public @Nullable LivePosition position() {
        return registry.delivered();
    }

    /** How many clients there are. */
    public int clients() {
        return registry.clients();
    }

    /** How many clients have been ended as slow. */
    public long evicted() {
        return registry.evicted();
    }

    @Override
    public void close() {
        ticking.cancel(false);
        timer.shutdown();
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
}
