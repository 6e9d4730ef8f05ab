package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.SerialExecutor;
import io.dualstream.outbox.runtime.internal.Callbacks;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes messages from a client and passes them to its listener. */
final class ListenerPump {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerPump.class);

    private final LiveHub.Listener listener;
    private final Callbacks callbacks;
    private final SerialExecutor serial;
    private volatile @Nullable LiveClient client;
    private boolean over;

    ListenerPump(LiveHub.Listener listener, Executor executor) {
        this.listener = listener;
        this.callbacks = new Callbacks(listener);
        this.serial = new SerialExecutor(executor, this::tell);
    }

    void start(LiveClient from) {
        client = from;
    }

    SerialExecutor serial() {
        return serial;
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
        } catch (Throwable e) {
            over = true;
            LOG.warn("A live listener threw an exception and receives nothing more", e);
            from.close();
            return;
        }
        LiveClient.End end = from.end();
        if (end != null) {
            over = true;
            callbacks.call("ended", () -> listener.ended(end));
        }
    }
}
