package io.dualstream.outbox.live.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveSettings;
import io.dualstream.outbox.live.LiveWriter;
import io.dualstream.outbox.testkit.SharedServers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser gets from the live endpoint, whatever kind of web server it is on. */
@Timeout(240)
abstract class LiveSseContract {

    static final LiveSettings SETTINGS = LiveSettings.of(SharedServers.redis().url());
    private static final String LARGE = ",\"data\":\"" + "x".repeat(50_000) + "\"";

    private LiveWriter writer;
    private SseServer server;

    abstract SseServer start(LiveSettings settings, SseSettings sse, LiveAuthorization authorization);

    @BeforeEach
    void start() {
        SharedServers.redis().flushAll();
        writer = new LiveWriter(SETTINGS.source().redisUrl());
        writer.begin(1_000);
        server = serve(SETTINGS, SseSettings.defaults(), LiveAuthorization.everybody());
    }

    @AfterEach
    void stop() {
        server.close();
        writer.close();
    }

    final void restart(LiveSettings settings, SseSettings sse, LiveAuthorization authorization) {
        server.close();
        server = serve(settings, sse, authorization);
    }

    private SseServer serve(LiveSettings settings, SseSettings sse, LiveAuthorization authorization) {
        SseServer started = start(settings, sse, authorization);
        while (!writer.position().equals(started.hub().position())) {
            Thread.onSpinWait();
        }
        return started;
    }

    @Test
    void sendsAResetAndThenTheEventsAsTheyStandInRedis() throws IOException {
        try (SseBrowser browser = open("/live?type=order&aggregate=basket/7", null)) {
            assertThat(browser.status()).contains("200");
            assertThat(browser.headers())
                    .contains("Content-Type: text/event-stream;charset=UTF-8", "X-Accel-Buffering: no");
            assertThat(browser.line()).isEqualTo("retry: 2000");
            assertThat(browser.next()).isEqualTo(new SseBrowser.Message("reset", "1000-0", "{\"reason\":\"start\"}"));
            writer.push("basket", "6");
            writer.push("basket", "7");
            writer.push("order", "1");

            assertThat(browser.next()).satisfies(event -> {
                assertThat(event.event()).isEqualTo("message");
                assertThat(event.id()).isEqualTo("1000-2");
                assertThat(event.data()).contains("\"subject\":\"7\"", "\"position\":\"1000-2\"");
            });
            assertThat(browser.next().id()).isEqualTo("1000-3");
        }
    }

    @Test
    void resumesAfterTheHeaderOrTheParameterAndAfterARestartOfTheServer() throws IOException {
        for (int i = 0; i < 3; i++) {
            writer.push("order", Integer.toString(i));
        }
        try (SseBrowser browser = open("/live?type=order&lastEventId=1000-2", "1000-1")) {
            assertThat(browser.next().id()).isEqualTo("1000-2");
        }
        restart(SETTINGS, SseSettings.defaults(), LiveAuthorization.everybody());
        try (SseBrowser browser = open("/live?type=order&lastEventId=1000-2", null)) {
            assertThat(browser.next().id()).isEqualTo("1000-3");
        }
    }

    @Test
    void aPayloadWithLineEndsAndAHostileIdArriveAsTheyAre() throws IOException {
        try (SseBrowser browser = open("/live?type=order", null)) {
            browser.next();
            writer.push("order", "id: 9-9 data: event: reset", "\"a\\nb\"", ",\r\n\"data\":\r{\n\n\"x\":1}", 100);

            assertThat(browser.next()).satisfies(event -> {
                assertThat(event.event()).isEqualTo("message");
                assertThat(event.id()).isEqualTo("1000-1");
                assertThat(event.data()).contains("id: 9-9 data: event: reset", "\n\"data\":\n{\n\n\"x\":1}");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/live, 400, name what to subscribe to",
        "/live?type=or%0Ader, 400, an aggregate type consists of",
        "/live?type, 400, an aggregate type consists of",
        "/live?aggregate=order, 400, an aggregate is written as type/id",
        "/live?aggregate=order/a%0D%0Adata, 400, an aggregate id has",
    })
    void refusesWhatItDoesNotUnderstand(String target, int status, String why) throws IOException {
        try (SseBrowser browser = open(target, null)) {
            assertThat(browser.status()).contains(Integer.toString(status));
            assertThat(browser.line()).contains(why);
        }
    }

    @Test
    void refusesWhatTheUserMayNotHearOf() throws IOException {
        restart(
                SETTINGS,
                SseSettings.defaults(),
                (user, selector) -> user == null && selector.toString().equals("order/1"));
        try (SseBrowser mine = open("/live?aggregate=order/1", null);
                SseBrowser all = open("/live?aggregate=order/1&type=order", null);
                SseBrowser pattern = open("/live?aggregate=order/*", null)) {
            assertThat(mine.status()).contains("200");
            assertThat(all.status()).contains("403");
            assertThat(pattern.status()).contains("403");
        }
    }

    @Test
    void refusesToWatchTooMuchAtATime() throws IOException {
        SseSettings two = new SseSettings(Duration.ofSeconds(2), Duration.ofHours(1), 2);
        restart(SETTINGS, two, LiveAuthorization.everybody());
        try (SseBrowser enough = open("/live?type=order&aggregate=basket/1", null);
                SseBrowser tooMuch = open("/live?type=order&type=basket&aggregate=box/1", null)) {
            assertThat(enough.status()).contains("200");
            assertThat(tooMuch.status()).contains("400");
            assertThat(tooMuch.line()).isEqualTo("at most 2 types and aggregates");
        }
    }

    @Test
    void sendsHeartbeatsThatMoveThePosition() throws IOException {
        restart(
                SETTINGS.with(limits(64, Duration.ofMillis(100))),
                SseSettings.defaults(),
                LiveAuthorization.everybody());
        try (SseBrowser browser = open("/live?type=quiet", null)) {
            browser.next();
            writer.push("order", "1");
            List<String> lines = new ArrayList<>();
            while (!lines.contains("id: 1000-1")) {
                lines.add(browser.line());
            }
            assertThat(lines).contains(": heartbeat").doesNotContain("data: ");
        }
    }

    @Test
    void endsAConnectionThatIsTooOldAndSaysSo() throws IOException {
        SseSettings shortLived = new SseSettings(Duration.ofMillis(10), Duration.ofMillis(200), 10);
        restart(SETTINGS.with(limits(64, Duration.ofMillis(100))), shortLived, LiveAuthorization.everybody());
        try (SseBrowser browser = open("/live?type=order", null)) {
            browser.next();
            assertEnded(browser.next(), "age");
            assertThat(browser.nextOrEnd()).isNull();
        }
    }

    @Test
    void aClientThatDoesNotReadIsEndedWithAReasonAndHoldsUpNobody() throws IOException {
        restart(
                SETTINGS.with(limits(64, Duration.ofSeconds(15))),
                SseSettings.defaults(),
                LiveAuthorization.everybody());
        try (SseBrowser stuck = open("/live?type=order", null, 4_096);
                SseBrowser other = open("/live?type=order", null)) {
            stuck.next();
            other.next();
            pushUntilOneIsEvicted(other);
            assertThat(server.hub().clients()).isEqualTo(1);

            SseBrowser.Message last = stuck.next();
            for (SseBrowser.Message next = last; next != null; next = stuck.nextOrEnd()) {
                last = next;
            }
            assertEnded(last, "slow");
        }
    }

    @Test
    void aClientThatWentAwayIsForgotten() throws IOException {
        restart(
                SETTINGS.with(limits(64, Duration.ofMillis(50))),
                SseSettings.defaults(),
                LiveAuthorization.everybody());
        try (SseBrowser browser = open("/live?type=order", null)) {
            browser.next();
            assertThat(server.hub().clients()).isEqualTo(1);
        }
        while (server.hub().clients() > 0) {
            writer.push("order", "1");
        }
    }

    static void assertEnded(SseBrowser.Message message, String reason) {
        assertThat(message.event()).isEqualTo("end");
        assertThat(message.data()).isEqualTo("{\"reason\":\"" + reason + "\"}");
    }

    static LiveSettings.Limits limits(int buffer, Duration heartbeat) {
        return new LiveSettings.Limits(1_000, 100_000_000, buffer, Duration.ofSeconds(10), heartbeat);
    }

    /** Events too large for what a connection takes unread, each as soon as one client of all orders has read the one before. */
    final void pushUntilOneIsEvicted(SseBrowser reading) {
        for (int pushed = 1; server.hub().evicted() == 0 && pushed <= 1_000; pushed++) {
            writer.push("order", "1", "\"Changed\"", LARGE, 100_000);
            assertThat(reading.next().id()).isEqualTo("1000-" + pushed);
        }
    }

    final SseBrowser open(String target, @Nullable String lastEventId) throws IOException {
        return open(target, lastEventId, 0);
    }

    final SseBrowser open(String target, @Nullable String lastEventId, int receiveBufferBytes) throws IOException {
        return new SseBrowser(server.port(), target, lastEventId, receiveBufferBytes);
    }
}
