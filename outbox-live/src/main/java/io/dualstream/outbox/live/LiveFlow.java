package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.SerialExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One subscriber of a {@link LiveHub#publisher}: sends what was requested, and leaves the rest to the client's buffer. */
final class LiveFlow implements Flow.Subscription {

    private final Flow.Subscriber<? super LiveMessage> subscriber;
    private final SerialExecutor serial;
    private final AtomicLong requested = new AtomicLong();
    private volatile boolean over;
    private volatile boolean illegal;
    private volatile @Nullable LiveClient client;

    LiveFlow(Flow.Subscriber<? super LiveMessage> subscriber, Executor executor) {
        this.subscriber = subscriber;
        this.serial = new SerialExecutor(executor, this::send);
    }

    void start(LiveHub hub, LiveRequest request) {
        subscriber.onSubscribe(this);
        LiveClient opened = hub.subscribe(request, serial::wake);
        client = opened;
        if (over) {
            opened.close();
        }
        serial.wake();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            illegal = true;
        } else {
            requested.accumulateAndGet(n, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
        }
        serial.wake();
    }

    @Override
    public void cancel() {
        over = true;
        LiveClient from = client;
        if (from != null) {
            from.close();
        }
    }

    private void send() {
        LiveClient from = client;
        if (over || from == null) {
            return;
        }
        if (illegal) {
            cancel();
            subscriber.onError(new IllegalArgumentException("a subscriber requests at least 1"));
            return;
        }
        while (!over && requested.get() > 0) {
            LiveMessage message = from.poll();
            if (message == null) {
                break;
            }
            if (requested.get() != Long.MAX_VALUE) {
                requested.decrementAndGet();
            }
            subscriber.onNext(message);
        }
        LiveEnd end = from.end();
        if (end != null && !over) {
            over = true;
            subscriber.onError(new LiveEndedException(end));
        }
    }
}
