package io.dualstream.outbox.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveMessage.Reset.Reason;
import io.dualstream.outbox.live.internal.RedisStreams;
import io.dualstream.outbox.live.internal.Streams;
import io.dualstream.outbox.testkit.SharedServers;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The follower on a real Redis, step by step. */
class RedisStreamsTest {

    private static final LiveSettings SETTINGS =
            LiveSettings.of(SharedServers.redis().url());

    private final RedisClient client = RedisStreams.client(SETTINGS.source().streams());
    private final ClientRegistry registry = new ClientRegistry(SETTINGS.limits(), System::nanoTime);
    private final StreamFollower follower = new StreamFollower(registry, SETTINGS.limits());
    private LiveWriter writer;

    @BeforeEach
    void start() {
        SharedServers.redis().flushAll();
        writer = new LiveWriter(SETTINGS.source().redisUrl());
    }

    @AfterEach
    void stop() {
        writer.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void whatWasTrimmedBeforeItWasReadResetsInsteadOfVanishing() {
        try (Streams streams = RedisStreams.connect(client, SETTINGS.source().streams())) {
            writer.begin(1_000);
            writer.push("order", "1");
            follower.step(streams);
            LiveClient orders = new LiveClient(registry, LiveRequest.of(LiveRequest.Selector.type("order")), () -> {});
            registry.attach(orders);
            for (int i = 0; i < 5; i++) {
                writer.push("order", "1", "\"Changed\"", "", 3);
            }
            stepToTheEnd(streams);

            assertThat(all(orders))
                    .containsExactly(new LiveMessage.Reset(new LiveMessage.Position(1_000, 6), Reason.HISTORY));
        }
    }

    @Test
    void readsLongStreamsOfSeveralTypesInOrderOfPosition() {
        try (Streams streams = RedisStreams.connect(client, SETTINGS.source().streams())) {
            writer.begin(1_000);
            follower.step(streams);
            LiveClient everything =
                    new LiveClient(registry, LiveRequest.of(LiveRequest.Selector.parse("*/*")), () -> {});
            registry.attach(everything);
            List<LiveMessage.@Nullable Position> heard = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                writer.push(i % 7 == 0 ? "basket" : "order", "1");
                if (i % 150 == 0) {
                    stepToTheEnd(streams);
                    all(everything).forEach(message -> heard.add(position(message)));
                }
            }
            stepToTheEnd(streams);
            LiveClient resumed = new LiveClient(
                    registry, new LiveRequest(List.of(LiveRequest.Selector.parse("*/*")), "1000-1"), () -> {});
            registry.attach(resumed);

            assertThat(heard).isSorted().doesNotHaveDuplicates().hasSize(1_352);
            assertThat(all(resumed)).hasSize(1_499);
        }
    }

    @Test
    void anEntryThatNoRelayWroteIsLeftOutAndNothingElse() {
        try (Streams streams = RedisStreams.connect(client, SETTINGS.source().streams())) {
            writer.begin(1_000);
            follower.step(streams);
            LiveClient orders = new LiveClient(registry, LiveRequest.of(LiveRequest.Selector.parse("*/*")), () -> {});
            registry.attach(orders);
            writer.push("order", "1", "no JSON", "", 100);
            writer.push("order", "2");
            stepToTheEnd(streams);

            assertThat(all(orders))
                    .extracting(RedisStreamsTest::position)
                    .containsExactly(new LiveMessage.Position(1_000, 0), new LiveMessage.Position(1_000, 2));
        }
    }

    private void stepToTheEnd(Streams streams) {
        while (!follower.step(streams)) {
            assertThat(registry.clients()).isPositive();
        }
    }

    private static List<LiveMessage> all(LiveClient client) {
        List<LiveMessage> messages = new ArrayList<>();
        for (LiveMessage message = client.poll(); message != null; message = client.poll()) {
            messages.add(message);
        }
        return messages;
    }

    private static LiveMessage.@Nullable Position position(LiveMessage message) {
        return message instanceof LiveMessage.Event event ? event.position() : ((LiveMessage.Reset) message).position();
    }
}
