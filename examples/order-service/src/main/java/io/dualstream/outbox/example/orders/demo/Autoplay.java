package io.dualstream.outbox.example.orders.demo;

import java.time.Duration;

/**
 * Places an order every second and a half, and rolls back every sixth order. Pauses while no page is open, and while a user
 * has paused it.
 */
final class Autoplay implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(1_500);
    private static final int ROLLED_BACK_EVERY = 6;

    private final Acts acts;
    private final Feed feed;
    private final Beat beat;
    private int turn;
    private volatile boolean playing = true;

    Autoplay(Acts acts, Feed feed) {
        this.acts = acts;
        this.feed = feed;
        beat = Beat.start("demo-autoplay", PAUSE, this::next);
    }

    void play(boolean on) {
        playing = on;
    }

    private void next() {
        if (!playing || !feed.watched() || acts.bursting()) {
            return;
        }
        if (++turn % ROLLED_BACK_EVERY == 0) {
            acts.rollOneBack();
        } else {
            acts.placeOrder();
        }
    }

    @Override
    public void close() {
        beat.close();
    }
}
