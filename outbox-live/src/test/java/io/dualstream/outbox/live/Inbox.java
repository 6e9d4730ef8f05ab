package io.dualstream.outbox.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A listener that keeps what it hears, and a test's clock. */
public final class Inbox implements LiveHub.Listener {

    private static final long PATIENCE_MILLIS = 20_000;

    private final List<LiveMessage> heard = new ArrayList<>();
    private LiveClient.@Nullable End end;

    @Override
    public synchronized void on(LiveMessage message) {
        heard.add(message);
        notifyAll();
    }

    @Override
    public synchronized void ended(LiveClient.End reason) {
        end = reason;
        notifyAll();
    }

    synchronized List<LiveMessage> heard() {
        return List.copyOf(heard);
    }

    /** What was heard in short: {@code order/1} for an event, {@code start} for a reset. Heartbeats are left out. */
    synchronized List<String> words() {
        return heard.stream()
                .filter(message -> !(message instanceof LiveMessage.Heartbeat))
                .map(message -> message instanceof LiveMessage.Event event
                        ? event.aggregateType() + "/" + event.aggregateId()
                        : ((LiveMessage.Reset) message).reason().code())
                .toList();
    }

    List<String> await(int words) throws InterruptedException {
        await(inbox -> inbox.words().size() >= words);
        return words();
    }

    synchronized void await(Predicate<Inbox> condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!condition.test(this)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("heard only " + heard + ", end " + end);
            }
            wait(left);
        }
    }

    synchronized LiveClient.@Nullable End end() {
        return end;
    }
}
