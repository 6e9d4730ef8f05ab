package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.SerialExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber of a {@link LiveHub#publisher}: sends what was requested, and leaves the rest to the client's buffer. */
final class LiveFlow implements Flow.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFlow.class);

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
        LiveClient opened = hub.subscribe(request, serial);
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

    /** Sends messages. A subscriber that throws breaks the rules of reactive streams, and is treated as one that has cancelled. */
    private void send() {
        try {
            sendRequested();
        } catch (Throwable e) {
            LOG.warn("A subscriber of the live stream threw an exception and receives nothing more", e);
            cancel();
        }
    }

    private void sendRequested() {
        LiveClient from = client;
        if (over || from == null) {
            return;
        }
        if (illegal) {
            cancel();
            subscriber.onError(new IllegalArgumentException("a subscriber must request at least 1 message"));
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
        LiveClient.End end = from.end();
        if (end != null && !over) {
            over = true;
            subscriber.onError(new LiveClient.EndedException(end));
        }
    }
}
