package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.SerialExecutor;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes from a client and tells its listener. */
final class ListenerPump {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerPump.class);

    private final LiveListener listener;
    private final SerialExecutor serial;
    private volatile @Nullable LiveClient client;
    private boolean over;

    ListenerPump(LiveListener listener, Executor executor) {
        this.listener = listener;
        this.serial = new SerialExecutor(executor, this::tell);
    }

    void start(LiveClient from) {
        client = from;
    }

    void wake() {
        serial.wake();
    }

    private void tell() {
        LiveClient from = client;
        if (over || from == null) {
            return;
        }
        try {
            for (LiveMessage message = from.poll(); message != null; message = from.poll()) {
                listener.on(message);
            }
            LiveEnd end = from.end();
            if (end != null) {
                over = true;
                listener.ended(end);
            }
        } catch (RuntimeException e) {
            over = true;
            LOG.warn("A live listener failed, and is told nothing more", e);
            from.close();
        }
    }
}
