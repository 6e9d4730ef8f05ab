package io.dualstream.outbox.example.orders.demo;

import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import io.dualstream.outbox.example.orders.demo.ledger.Ledger.News;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Sends the changes of the ledger to every open page, at most 20 times a second, whatever the number of events. */
final class Feed implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int QUIET_TICKS = 20;

    private final Ledger ledger;
    private final List<SseEmitter> pages = new CopyOnWriteArrayList<>();
    private final Queue<SseEmitter> newcomers = new ConcurrentLinkedQueue<>();
    private final Beat beat;
    private int quietTicks;

    Feed(Ledger ledger) {
        this.ledger = ledger;
        beat = Beat.start("demo-feed", PAUSE, this::tick);
    }

    /** Opens a stream for a page. The page first receives the recent past, and then every change. */
    SseEmitter open() {
        var page = new SseEmitter(0L);
        page.onCompletion(() -> pages.remove(page));
        page.onError(error -> pages.remove(page));
        newcomers.add(page);
        return page;
    }

    boolean watched() {
        return !pages.isEmpty();
    }

    private void tick() {
        News news = ledger.news();
        quietTicks = news.cards().isEmpty() ? quietTicks + 1 : 0;
        if (quietTicks % QUIET_TICKS == 0) {
            pages.forEach(page -> tell(page, news));
        }
        var everything = new News(news.totals(), news.redis(), news.kafka(), ledger.recent());
        for (SseEmitter page = newcomers.poll(); page != null; page = newcomers.poll()) {
            pages.add(page);
            tell(page, everything);
        }
    }

    private void tell(SseEmitter page, News news) {
        try {
            page.send(news);
        } catch (IOException | IllegalStateException gone) {
            pages.remove(page);
        }
    }

    @Override
    public void close() {
        beat.close();
        pages.forEach(SseEmitter::complete);
    }
}
