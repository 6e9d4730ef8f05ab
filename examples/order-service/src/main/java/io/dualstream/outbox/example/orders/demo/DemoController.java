package io.dualstream.outbox.example.orders.demo;

import java.sql.SQLException;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Serves the page's buttons, and the stream of changes. */
@RestController
@RequestMapping("/demo")
@Profile(DemoConfiguration.PROFILE)
class DemoController {

    private static final int BURST = 10_000;

    private final Acts acts;
    private final Feed feed;
    private final Autoplay autoplay;

    DemoController(Acts acts, Feed feed, Autoplay autoplay) {
        this.acts = acts;
        this.feed = feed;
        this.autoplay = autoplay;
    }

    @GetMapping("/news")
    SseEmitter news() {
        return feed.open();
    }

    @PostMapping("/order")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void placeOrder() {
        acts.placeOrder();
    }

    @PostMapping("/rollback")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rollOneBack() {
        acts.rollOneBack();
    }

    @PostMapping("/batch")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void runLegacyBatch() throws SQLException {
        acts.runLegacyBatch();
    }

    @PostMapping("/burst")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void burst() throws InterruptedException {
        acts.burst(BURST);
    }

    @PostMapping("/autoplay")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void autoplay(@RequestParam boolean on) {
        autoplay.play(on);
    }
}
