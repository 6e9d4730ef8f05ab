package io.dualstream.outbox.live;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A client as a page is one: keeps the last id, resumes after it on any server, reloads when told to. Between two reloads it
 * must hear of each event of its wish, once, in order.
 */
final class Subscriber {

    private static final List<List<LiveRequest.Selector>> WISHES = List.of(
            List.of(LiveRequest.Selector.type("a")),
            List.of(LiveRequest.Selector.parse("b/1")),
            List.of(LiveRequest.Selector.parse("a/2"), LiveRequest.Selector.type("c")),
            List.of(LiveRequest.Selector.parse("*/1"), LiveRequest.Selector.parse("a/*")),
            List.of(LiveRequest.Selector.parse("*/*")));

    private final List<LiveRequest.Selector> wish;
    private final Expectation expected;
    private final boolean reloading;
    private @Nullable LiveClient client;
    private @Nullable String lastEventId;
    private boolean loaded;
    private long heard;
    private long resets;

    Subscriber(Random random, List<LiveMessage.Event> truth, boolean reloading, String seed) {
        this.wish = WISHES.get(random.nextInt(WISHES.size()));
        this.reloading = reloading;
        this.expected = new Expectation(wish, truth, seed);
    }

    void connectTo(ClientRegistry registry) {
        disconnect();
        client = new LiveClient(registry, new LiveRequest(wish, lastEventId), () -> {});
        registry.attach(client);
    }

    void disconnect() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    void take(int messages) {
        for (int i = 0; client != null && i < messages; i++) {
            LiveMessage message = client.poll();
            if (message == null) {
                if (client.end() != null) {
                    disconnect();
                }
                return;
            }
            hear(message);
        }
    }

    private void hear(LiveMessage message) {
        if (message instanceof LiveMessage.Reset reset) {
            resets++;
            LiveMessage.Position position = reset.position();
            if (reloading || !loaded) {
                expected.reset(position);
            }
            loaded = true;
            lastEventId = position == null ? null : position.toString();
        } else if (message instanceof LiveMessage.Heartbeat heartbeat) {
            lastEventId = heartbeat.position() == null
                    ? lastEventId
                    : heartbeat.position().toString();
        } else if (message instanceof LiveMessage.Event event) {
            heard++;
            lastEventId = event.position().toString();
            expected.event(event.position());
        }
    }

    void judgeAtTheEnd() {
        expected.end();
        disconnect();
    }

    long heard() {
        return heard;
    }

    long resets() {
        return resets;
    }
}
