package io.dualstream.outbox.live.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class LiveSseHandlerTest extends LiveSseContract {

    private Duration grace = Duration.ofSeconds(20);
    private @Nullable NettyServer netty;

    @Override
    SseServer start(LiveSettings settings, SseSettings sse, LiveAuthorization authorization) {
        NettyServer started = new NettyServer(settings, sse, authorization, grace);
        netty = started;
        return started;
    }

    @Test
    void askingWhoMayDoesNotBlockTheServer() throws IOException {
        restart(SETTINGS, SseSettings.defaults(), (user, selector) -> !Schedulers.isInNonBlockingThread());
        try (SseBrowser browser = open("/live?type=order", null)) {
            assertThat(browser.status()).contains("200");
        }
    }

    @Test
    void refusesToBeWrittenTo() throws Exception {
        URI uri = URI.create("http://localhost:" + server().port() + "/live?type=order");
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(), BodyHandlers.discarding());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void aClientThatDoesNotReadEvenItsEndIsCutOff() throws IOException {
        grace = Duration.ofMillis(200);
        restart(
                SETTINGS.with(limits(64, Duration.ofSeconds(15))),
                SseSettings.defaults(),
                LiveAuthorization.everybody());
        try (SseBrowser stuck = open("/live?type=order", null, 4_096);
                SseBrowser other = open("/live?type=order", null)) {
            stuck.next();
            other.next();
            pushUntilOneIsEvicted(other);
            while (server().connections() > 1) {
                assertThat(Thread.interrupted()).as("out of time").isFalse();
            }
        }
    }

    private NettyServer server() {
        return Objects.requireNonNull(netty);
    }
}
