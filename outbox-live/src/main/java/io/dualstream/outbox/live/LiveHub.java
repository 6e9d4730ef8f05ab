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
 * The live stream of one relay for all clients of this process: one Redis connection, a handful of threads, any number
 * of clients. Thread-safe; one per process is enough; close it, which ends every client.
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

    /** Starts following the streams; returns at once, whether Redis is there or not. */
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
     * A subscription to take from. {@code ready} is called whenever there may be something to take, and when the subscription has
     * ended: on the hub's threads that write to clients, one call at a time, while no lock is held. It must not block. What it throws,
     * an Error too, is logged the first time (afterwards at level debug) and costs nobody anything.
     */
    public LiveClient subscribe(LiveRequest request, Runnable ready) {
        LiveClient client = new LiveClient(registry, request, isolated(ready));
        registry.attach(client);
        return client;
    }

    /** Ours only wake something, on that same executor. */
    private Runnable isolated(Runnable ready) {
        return ready instanceof SerialExecutor
                ? ready
                : new SerialExecutor(writers, () -> callbacks.call("ready", ready));
    }

    /** A subscription that calls: messages in order, one at a time. */
    public LiveClient listen(LiveRequest request, Listener listener) {
        ListenerPump pump = new ListenerPump(listener, writers);
        LiveClient client = new LiveClient(registry, request, pump.serial());
        pump.start(client);
        registry.attach(client);
        return client;
    }

    /**
     * The same as a publisher: each subscriber has a subscription of its own, which sends what it requests. One that
     * requests too little for too long gets a {@link LiveClient.EndedException}. With Reactor: {@code JdkFlowAdapter}.
     */
    public Flow.Publisher<LiveMessage> publisher(LiveRequest request) {
        return subscriber -> new LiveFlow(subscriber, writers).start(this, request);
    }

    /** Runs something short on the hub's own few threads, which write to clients. */
    public Executor writers() {
        return writers;
    }

    /** Up to here, clients have been given everything; null before Redis was reached. */
    public LiveMessage.@Nullable Position position() {
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
     * Is told one message at a time, in order, on a thread of the hub that writes to clients, while no lock is held: do not block it for long.
     * What it throws costs its own subscription, and nobody else's.
     */
    public interface Listener {

        /** An event, a reset, or a heartbeat. Whatever it throws, an Error too, is logged and ends the subscription. */
        void on(LiveMessage message);

        /** Nothing more comes, and its owner did not ask for that. What it throws is logged. */
        default void ended(LiveClient.End end) {}
    }
}
