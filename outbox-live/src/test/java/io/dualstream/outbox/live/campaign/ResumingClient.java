package io.dualstream.outbox.live.campaign;

import io.dualstream.outbox.live.Expectation;
import io.dualstream.outbox.live.LiveMessage;
import io.dualstream.outbox.live.LiveRequest;
import io.dualstream.outbox.live.sse.SseBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that does what a browser does: reads, and when the connection breaks, connects again with the last id it has. */
final class ResumingClient implements AutoCloseable {

    private final int port;
    private final String aggregate;
    private final List<SseBrowser.Message> heard = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable SseBrowser connection;
    private volatile @Nullable String lastEventId;
    private final AtomicInteger connects = new AtomicInteger();

    ResumingClient(int port, String aggregate) {
        this.port = port;
        this.aggregate = aggregate;
        thread = new Thread(this::run, "client-" + aggregate);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopped) {
            try (SseBrowser browser = new SseBrowser(port, "/live?aggregate=" + aggregate, lastEventId, 0)) {
                connection = browser;
                connects.incrementAndGet();
                listen(browser);
            } catch (IOException | UncheckedIOException gone) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private void listen(SseBrowser browser) {
        try {
            for (SseBrowser.Message next = browser.nextOrEnd(); next != null; next = browser.nextOrEnd()) {
                synchronized (heard) {
                    heard.add(next);
                }
            }
        } finally {
            lastEventId = browser.lastEventId();
        }
    }

    /** Whether it has everything up to there. */
    boolean hasReached(LiveMessage.Position position) {
        SseBrowser browser = connection;
        String id = browser == null ? null : browser.lastEventId();
        LiveMessage.Position mine = id == null ? null : LiveMessage.Position.parse(id);
        return mine != null && mine.compareTo(position) >= 0;
    }

    int connects() {
        return connects.get();
    }

    /** Compares what it heard with what there was; returns how many events and how many resets it heard. */
    int[] judge(List<LiveMessage.Event> truth) throws IOException, InterruptedException {
        close();
        thread.join();
        Expectation expected = new Expectation(
                List.of(LiveRequest.Selector.parse(aggregate)), truth, aggregate + " after " + connects + " connects");
        int[] count = new int[2];
        synchronized (heard) {
            for (SseBrowser.Message message : heard) {
                LiveMessage.Position position = message.id() == null ? null : LiveMessage.Position.parse(message.id());
                if (message.event().equals("reset")) {
                    expected.reset(position);
                    count[1]++;
                } else if (message.event().equals("message") && position != null) {
                    expected.event(position);
                    count[0]++;
                }
            }
        }
        expected.end();
        return count;
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        SseBrowser browser = connection;
        if (browser != null) {
            browser.close();
        }
    }
}
