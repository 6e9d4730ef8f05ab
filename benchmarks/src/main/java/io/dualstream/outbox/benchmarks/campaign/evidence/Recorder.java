package io.dualstream.outbox.benchmarks.campaign.evidence;

import io.dualstream.outbox.benchmarks.measure.Await;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A thread that notes what it sees until it is closed, and whoever it sees. */
abstract class Recorder implements AutoCloseable {

    private static final Duration REST = Duration.ofMillis(20);

    private final Queue<Sighting> log = new ConcurrentLinkedQueue<>();
    private final Set<UUID> seen = ConcurrentHashMap.newKeySet();
    private final Queue<FutureTask<?>> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean running = true;
    private volatile @Nullable RuntimeException failure;

    Recorder(String name) {
        thread = new Thread(this::run, "recorder-" + name);
        thread.setDaemon(true);
    }

    /** Once the subclass is complete. */
    final void start() {
        thread.start();
    }

    private void run() {
        try {
            while (running) {
                for (FutureTask<?> task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                look();
            }
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            running = false;
            tasks.forEach(task -> task.cancel(false));
            end();
        }
    }

    /** Notes what is new, within a moment; a server that does not answer has nothing new. */
    abstract void look();

    /** Closes what the recorder reads from. */
    abstract void end();

    final void add(Sighting sighting) {
        log.add(sighting);
        seen.add(sighting.id());
    }

    static void pause() {
        Await.pause(REST);
    }

    /** In the recorder's own thread, between two looks. */
    final <T> T call(Callable<T> task) {
        complainOfFailure();
        FutureTask<T> future = new FutureTask<>(task);
        tasks.add(future);
        try {
            return future.get();
        } catch (CancellationException | ExecutionException e) {
            throw new IllegalStateException(thread.getName() + " failed", failure == null ? e : failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + thread.getName(), e);
        }
    }

    /** Whether that event was seen by now. */
    public final boolean hasSeen(UUID id) {
        return seen.contains(id);
    }

    /** Everything seen so far, in the order in which it was seen. */
    public final List<Sighting> log() {
        complainOfFailure();
        return List.copyOf(log);
    }

    private void complainOfFailure() {
        if (failure != null) {
            throw new IllegalStateException(thread.getName() + " notes nothing any more", failure);
        }
    }

    /** Returns when the thread has ended. Idempotent. */
    @Override
    public final void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
