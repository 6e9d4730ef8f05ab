package io.dualstream.outbox.live.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.live.LiveClient;
import io.dualstream.outbox.live.LiveMessage;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Formats messages for a browser's {@code EventSource}. Text from users appears in {@code data:} lines only, and every kind of
 * line end in it begins another such line.
 */
final class SseFormat {

    /** Headers of a response. The last header keeps nginx from buffering events. */
    static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "text/event-stream;charset=UTF-8",
            "Cache-Control", "no-cache, no-transform",
            "X-Accel-Buffering", "no");

    private SseFormat() {}

    static byte[] opening(Duration retry) {
        return bytes("retry: " + retry.toMillis() + "\n\n");
    }

    static byte[] of(LiveMessage message) {
        StringBuilder text = new StringBuilder(512);
        if (message instanceof LiveMessage.Event event) {
            text.append("id: ").append(event.position()).append('\n');
            data(text, event.json());
        } else if (message instanceof LiveMessage.Reset reset) {
            // Without a position, the browser must forget the position that it has.
            text.append("event: reset\nid: ").append(orEmpty(reset.position())).append('\n');
            data(text, "{\"reason\":\"" + reset.reason().code() + "\"}");
        } else if (message instanceof LiveMessage.Heartbeat heartbeat) {
            text.append(": heartbeat\n");
            if (heartbeat.position() != null) {
                text.append("id: ").append(heartbeat.position()).append('\n'); // advances the position without an event
            }
        }
        return bytes(text.append('\n').toString());
    }

    static byte[] end(LiveClient.End end) {
        return bytes("event: end\ndata: {\"reason\":\"" + end.code() + "\"}\n\n");
    }

    private static void data(StringBuilder text, String data) {
        text.append("data: ");
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c == '\n' || c == '\r') {
                text.append("\ndata: ");
                i += c == '\r' && i + 1 < data.length() && data.charAt(i + 1) == '\n' ? 1 : 0;
            } else {
                text.append(c);
            }
        }
        text.append('\n');
    }

    private static String orEmpty(LiveMessage.@Nullable Position position) {
        return position == null ? "" : position.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
