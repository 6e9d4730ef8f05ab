package io.dualstream.outbox.live;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Keeps the last events of one epoch, without a gap. One thread adds, any number of threads read. */
final class ReplayBuffer {

    private final long epoch;
    private final long maxBytes;
    private final AtomicReferenceArray<LiveMessage.@Nullable Event> slots;
    private long bytes;
    private volatile long start;
    private volatile long head;

    /** Makes an empty buffer for the events after {@code n}. */
    ReplayBuffer(long epoch, long n, LiveSettings.Limits limits) {
        this.epoch = epoch;
        this.maxBytes = limits.historyBytes();
        this.slots = new AtomicReferenceArray<>(limits.historyEvents());
        this.start = n;
        this.head = n;
    }

    long epoch() {
        return epoch;
    }

    /** Position of the last event. */
    LiveMessage.Position head() {
        return new LiveMessage.Position(epoch, head);
    }

    /** Whether every event after {@code n} is still in the buffer. A reader may find later that an event no longer is. */
    boolean reachesBackTo(long n) {
        return n >= start;
    }

    /** The event at {@code n}; null when it has been pushed out. */
    LiveMessage.@Nullable Event get(long n) {
        LiveMessage.Event event = slots.get(slot(n));
        return event != null && event.position().n() == n ? event : null;
    }

    /** Adds the event that follows the head. */
    void add(LiveMessage.Event event) {
        long n = event.position().n();
        if (event.position().epoch() != epoch || n != head + 1) {
            throw new IllegalStateException(event.position() + " does not follow " + head());
        }
        if (n - start > slots.length()) {
            dropOldest();
        }
        slots.set(slot(n), event);
        bytes += event.json().length();
        head = n;
        while (bytes > maxBytes && start < n) {
            dropOldest();
        }
    }

    /** Removes all events. The next event follows {@code n}. */
    void restart(long n) {
        while (start < head) {
            dropOldest();
        }
        start = n;
        head = n;
    }

    private void dropOldest() {
        long n = start + 1;
        LiveMessage.Event oldest = slots.getAndSet(slot(n), null);
        bytes -= oldest == null ? 0 : oldest.json().length();
        start = n;
    }

    private int slot(long n) {
        return (int) (n % slots.length());
    }
}
