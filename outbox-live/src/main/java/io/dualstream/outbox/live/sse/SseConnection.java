package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveClient;
import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveMessage;
import io.dualstream.outbox.live.LiveRequest;
import io.dualstream.outbox.live.internal.SerialExecutor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One open response. It writes only while the container accepts data without blocking. Messages that the client does not take
 * stay in its {@link LiveClient}, which ends when there are too many. The reason is then written as soon as a write is
 * possible; if none ever is, the container's write timeout closes the connection.
 */
final class SseConnection implements WriteListener, AsyncListener {

    private static final int CHUNK_BYTES = 8_192;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final SseSettings settings;
    private final long openedAt = System.nanoTime();
    private @Nullable SerialExecutor serial;
    private @Nullable LiveClient client;
    private byte @Nullable [] opening;
    private boolean unflushed;
    private boolean ending;
    private boolean completed;
    private volatile boolean listening;
    private volatile boolean gone;

    SseConnection(AsyncContext async, ServletOutputStream out, SseSettings settings) {
        this.async = async;
        this.out = out;
        this.settings = settings;
        this.opening = SseFormat.opening(settings.retry());
    }

    void open(LiveHub hub, LiveRequest request) {
        SerialExecutor writing = new SerialExecutor(hub.writers(), this::write);
        serial = writing;
        client = hub.subscribe(request, writing);
        async.addListener(this);
        out.setWriteListener(this); // from here on the container makes the calls
    }

    @Override
    public void onWritePossible() {
        listening = true;
        wake();
    }

    private void wake() {
        SerialExecutor writing = serial;
        if (writing != null) {
            writing.wake();
        }
    }

    private void write() {
        LiveClient from = client;
        if (gone || completed || !listening || from == null) {
            return;
        }
        try {
            while (!gone && out.isReady()) {
                byte[] chunk = ending ? new byte[0] : chunk(from);
                if (chunk.length > 0) {
                    out.write(chunk);
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    if (ending) {
                        completed = true;
                        from.close();
                        async.complete();
                    }
                    return;
                }
            }
        } catch (IOException | RuntimeException | Error e) { // the failure affects only this client
            leave();
        }
    }

    private byte[] chunk(LiveClient from) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        if (opening != null) {
            chunk.writeBytes(opening);
            opening = null;
        }
        while (chunk.size() < CHUNK_BYTES) {
            LiveMessage message = from.poll();
            if (message == null) {
                LiveClient.End end = from.end();
                if (end == null
                        && System.nanoTime() - openedAt > settings.maxAge().toNanos()) {
                    end = LiveClient.End.AGE;
                }
                if (end != null) {
                    chunk.writeBytes(SseFormat.end(end));
                    ending = true;
                }
                break;
            }
            chunk.writeBytes(SseFormat.of(message));
        }
        return chunk.toByteArray();
    }

    private void leave() {
        gone = true;
        LiveClient from = client;
        if (from != null) {
            from.close();
        }
    }

    @Override
    public void onError(Throwable failure) {
        leave();
        try {
            async.complete();
        } catch (IllegalStateException over) {
            gone = true; // the container has completed it already
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        leave();
    }

    @Override
    public void onError(AsyncEvent event) {
        leave();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        leave();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
