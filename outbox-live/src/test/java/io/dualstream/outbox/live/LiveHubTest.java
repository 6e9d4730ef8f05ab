package io.dualstream.outbox.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveMessage.Reset.Reason;
import io.dualstream.outbox.testkit.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class LiveHubTest {

    private static TestRedis redis;
    private LiveWriter writer;
    private LiveHub hub;
    private final Inbox inbox = new Inbox();

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start(Map.of("appendonly", "yes", "appendfsync", "no"));
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void start() {
        redis.flushAll();
        writer = new LiveWriter(redis.url());
        hub = LiveHub.start(LiveSettings.of(redis.url()));
    }

    @AfterEach
    void stop() {
        hub.close();
        writer.close();
    }

    @Test
    void aNewClientIsToldToLoadAndThenHearsWhatHappens() throws InterruptedException {
        writer.begin(1_000);
        writer.push("order", "1");
        awaitPosition();
        hub.listen(LiveRequest.of(LiveRequest.Selector.type("order")), inbox);
        inbox.await(heard ->
                heard.heard().contains(new LiveMessage.Reset(new LiveMessage.Position(1_000, 1), Reason.START)));

        writer.push("order", "2");
        writer.push("basket", "3");
        writer.push("order", "4");

        inbox.await(heard -> heard.words().contains("order/4"));
        assertThat(inbox.words())
                .containsSubsequence("start", "order/2", "order/4")
                .doesNotContain("basket/3", "order/1");
    }

    @Test
    void selectsByAggregateByTypeAndByPatternAndSendsAnEventOnce() throws InterruptedException {
        writer.begin(1_000);
        awaitPosition();
        Inbox patterns = new Inbox();
        Inbox everything = new Inbox();
        hub.listen(
                LiveRequest.of(
                        new LiveRequest.Selector("order", "7"),
                        LiveRequest.Selector.type("basket"),
                        LiveRequest.Selector.parse("basket/*1")),
                inbox);
        hub.listen(
                LiveRequest.of(LiveRequest.Selector.parse("order/eu-*"), LiveRequest.Selector.parse("b*/*")), patterns);
        hub.listen(LiveRequest.of(LiveRequest.Selector.parse("*/*")), everything);

        writer.push("order", "7");
        writer.push("order", "eu-7");
        writer.push("basket", "1");
        writer.push("order", "77");

        assertThat(everything.await(5)).containsExactly("start", "order/7", "order/eu-7", "basket/1", "order/77");
        assertThat(inbox.await(3)).containsExactly("start", "order/7", "basket/1");
        assertThat(patterns.await(3)).containsExactly("start", "order/eu-7", "basket/1");
    }

    @Test
    void resumesAfterThePositionFromWhatRedisHolds() throws InterruptedException {
        writer.begin(1_000);
        LiveMessage.Position seen = writer.push("order", "1");
        writer.push("order", "2");
        writer.push("basket", "3");
        writer.push("order", "4");

        resume(seen.toString());
        inbox.await(2);
        writer.push("order", "5");

        assertThat(inbox.await(3)).containsExactly("order/2", "order/4", "order/5");
    }

    @Test
    void startsAgainWhenTheStreamsMakeNoSense() throws InterruptedException {
        writer.begin(1_000);
        writer.push("order", "1");
        writer.push("basket", "2");
        awaitPosition();
        hub.listen(LiveRequest.of(LiveRequest.Selector.parse("*/*")), inbox);
        inbox.await(1);

        writer.pushNonsense("order", "basket");
        inbox.await(2);
        writer.push("order", "5");

        assertThat(inbox.await(3)).containsExactly("start", "history", "order/5");
    }

    @Test
    void saysWhyItCannotResume() throws InterruptedException {
        hub.close();
        writer.begin(1_000);
        for (int i = 0; i < 30; i++) {
            writer.push("order", "old", "\"Changed\"", "", 10);
        }
        hub = LiveHub.start(LiveSettings.of(redis.url()));
        awaitPosition();

        assertThat(firstOf("1000-5")).isEqualTo("history");
        assertThat(firstOf("999-3")).isEqualTo("epoch");
        assertThat(firstOf("1000-31")).isEqualTo("restored");
        assertThat(firstOf("2000-1")).isEqualTo("restored");
        assertThat(firstOf("'; drop table")).isEqualTo("unknown");
        assertThat(firstOf("1000-20")).isEqualTo("order/old");
        assertThat(firstOf("1000-19")).isEqualTo("history");
    }

    @Test
    void goesOnAfterARestartOfRedisWithoutMissingOrRepeating() throws InterruptedException {
        writer.begin(1_000);
        awaitPosition();
        hub.listen(LiveRequest.of(LiveRequest.Selector.type("order")), inbox);
        writer.push("order", "1");
        inbox.await(2);

        redis.kill();
        redis.restart();
        writer.push("order", "2");

        assertThat(inbox.await(3)).containsExactly("start", "order/1", "order/2");
    }

    @Test
    void aNewEpochResetsEveryClient() throws InterruptedException {
        writer.begin(1_000);
        awaitPosition();
        hub.listen(LiveRequest.of(LiveRequest.Selector.type("order")), inbox);
        writer.push("order", "1");
        inbox.await(2);

        redis.flushAll();
        writer.begin(2_000);
        inbox.await(3);
        writer.push("order", "2");

        assertThat(inbox.await(4)).containsExactly("start", "order/1", "epoch", "order/2");
    }

    @Test
    void aSlowClientIsEndedAndTheOthersHearEverything() throws InterruptedException {
        writer.begin(1_000);
        awaitPosition();
        LiveClient stuck = hub.subscribe(LiveRequest.of(LiveRequest.Selector.type("order")), () -> {});
        hub.listen(LiveRequest.of(LiveRequest.Selector.type("order")), inbox);

        for (int i = 0; i < 400; i++) {
            writer.push("order", "1");
        }

        inbox.await(401);
        assertThat(stuck.poll()).isNull();
        assertThat(stuck.end()).isEqualTo(LiveClient.End.SLOW);
        assertThat(hub.evicted()).isEqualTo(1);
        assertThat(hub.clients()).isEqualTo(1);
    }

    @Test
    void aHeartbeatCarriesThePositionOfAQuietClientOn() throws InterruptedException {
        hub.close();
        hub = LiveHub.start(LiveSettings.of(redis.url())
                .with(new LiveSettings.Limits(100, 1_000_000, 10, Duration.ofSeconds(10), Duration.ofMillis(300))));
        writer.begin(1_000);
        awaitPosition();
        hub.listen(LiveRequest.of(LiveRequest.Selector.type("quiet")), inbox);
        LiveMessage.Position last = writer.push("order", "1");

        inbox.await(heard -> heard.heard().contains(new LiveMessage.Heartbeat(last)));
        assertThat(inbox.words()).containsExactly("start");
    }

    @Test
    void aClosedHubEndsItsClients() throws InterruptedException {
        writer.begin(1_000);
        awaitPosition();
        hub.listen(LiveRequest.of(LiveRequest.Selector.type("order")), inbox);
        hub.close();

        inbox.await(heard -> heard.end() == LiveClient.End.CLOSED);
    }

    @Test
    void aPublisherSendsWhatIsRequestedAndSaysWhyItEnds() throws InterruptedException {
        writer.begin(1_000);
        awaitPosition();
        Demanding demanding = new Demanding(inbox);
        hub.publisher(LiveRequest.of(LiveRequest.Selector.type("order"))).subscribe(demanding);
        demanding.request(2);
        writer.push("order", "1");
        writer.push("order", "2");
        assertThat(inbox.await(2)).containsExactly("start", "order/1");

        demanding.request(1);
        assertThat(inbox.await(3)).containsExactly("start", "order/1", "order/2");
        hub.close();
        inbox.await(heard -> heard.end() == LiveClient.End.CLOSED);
    }

    private String firstOf(String lastEventId) throws InterruptedException {
        Inbox mine = new Inbox();
        try (LiveClient client =
                hub.listen(new LiveRequest(List.of(LiveRequest.Selector.type("order")), lastEventId), mine)) {
            assertThat(client.request().lastEventId()).isEqualTo(lastEventId);
            return mine.await(1).get(0);
        }
    }

    private void resume(String lastEventId) {
        hub.listen(new LiveRequest(List.of(LiveRequest.Selector.type("order")), lastEventId), inbox);
    }

    /** Until the hub has everything that was written. */
    private void awaitPosition() throws InterruptedException {
        LiveMessage.Reset there = new LiveMessage.Reset(writer.position(), Reason.START);
        for (boolean reached = false; !reached; ) {
            Inbox probe = new Inbox();
            try (LiveClient client = hub.listen(LiveRequest.of(LiveRequest.Selector.type("none")), probe)) {
                assertThat(client.end()).isNull();
                probe.await(1);
                reached = probe.heard().get(0).equals(there);
            }
        }
    }
}
