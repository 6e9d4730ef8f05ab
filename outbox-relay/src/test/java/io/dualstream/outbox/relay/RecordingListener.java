package io.dualstream.outbox.relay;

import io.dualstream.outbox.relay.status.RelayListener;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes down, a line each, what a relay says, and lets a test wait for a line. */
final class RecordingListener implements RelayListener {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final List<String> lines = new ArrayList<>();
    private final AtomicReference<@Nullable Error> thrownAtPush = new AtomicReference<>();

    @Override
    public void stateChanged(RelayStatus.Path path, RelayStatus.State from, RelayStatus.State to, String why) {
        add(path + " " + to + " " + why);
    }

    @Override
    public void pushed(int events, int cursorBytes, Duration took) {
        add("pushed " + events + " cursor " + cursorBytes);
        Error now = thrownAtPush.getAndSet(null);
        if (now != null) {
            throw now;
        }
    }

    @Override
    public void retrying(RelayStatus.Path path, int attempt, Duration delay, Throwable cause) {
        add("retrying " + path + " " + attempt + " " + cause.getMessage());
    }

    @Override
    public void epochChanged(long epoch, String why) {
        add("epoch " + epoch + " " + why);
    }

    /** Throws it once, on the live path's thread. */
    void throwAtNextPush(Error error) {
        thrownAtPush.set(error);
    }

    synchronized List<String> lines(String prefix) {
        return lines.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** Waits until {@code count} lines begin with {@code prefix}, since the beginning. */
    void await(String prefix, int count) {
        await(
                prefix + " x " + count,
                all -> all.stream().filter(line -> line.startsWith(prefix)).count() >= count);
    }

    private synchronized void await(String what, Predicate<List<String>> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.test(lines)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("Not seen within " + PATIENCE + ": " + what + " in " + lines);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted while waiting for " + what, e);
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }
}
