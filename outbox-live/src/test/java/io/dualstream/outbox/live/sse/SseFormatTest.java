package io.dualstream.outbox.live.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveClient;
import io.dualstream.outbox.live.LiveMessage;
import io.dualstream.outbox.live.LiveMessage.Reset.Reason;
import org.junit.jupiter.api.Test;

class SseFormatTest {

    private static final LiveMessage.Position POSITION = new LiveMessage.Position(1_000, 17);

    @Test
    void anEventIsOneMessageUnderItsPosition() {
        assertThat(text("{\"type\":\"OrderPlaced\"}")).isEqualTo("id: 1000-17\ndata: {\"type\":\"OrderPlaced\"}\n\n");
    }

    @Test
    void lineEndsInAPayloadCannotBreakTheStream() {
        assertThat(text("{\n\"a\":\r\n1,\r\"b\":2\n\nevent: reset\nid: 9-9\n}\r"))
                .isEqualTo("""
                        id: 1000-17
                        data: {
                        data: "a":
                        data: 1,
                        data: "b":2
                        data:\s
                        data: event: reset
                        data: id: 9-9
                        data: }
                        data:\s

                        """);
    }

    @Test
    void anyOtherCharacterStaysAsItIs() {
        String hostile = "{\"a\":\"\u0000\u0085\u2028\u2029\uFEFF: 😀\"}";

        assertThat(text(hostile)).isEqualTo("id: 1000-17\ndata: " + hostile + "\n\n");
    }

    @Test
    void aResetSaysWhyAndFromWhere() {
        assertThat(new String(SseFormat.of(new LiveMessage.Reset(POSITION, Reason.EPOCH)), UTF_8))
                .isEqualTo("event: reset\nid: 1000-17\ndata: {\"reason\":\"epoch\"}\n\n");
        assertThat(new String(SseFormat.of(new LiveMessage.Reset(null, Reason.START)), UTF_8))
                .isEqualTo("event: reset\nid: \ndata: {\"reason\":\"start\"}\n\n");
    }

    @Test
    void aHeartbeatIsACommentThatMovesThePosition() {
        assertThat(new String(SseFormat.of(new LiveMessage.Heartbeat(POSITION)), UTF_8))
                .isEqualTo(": heartbeat\nid: 1000-17\n\n");
        assertThat(new String(SseFormat.of(new LiveMessage.Heartbeat(null)), UTF_8))
                .isEqualTo(": heartbeat\n\n");
    }

    @Test
    void anEndSaysWhy() {
        assertThat(new String(SseFormat.end(LiveClient.End.SLOW), UTF_8))
                .isEqualTo("event: end\ndata: {\"reason\":\"slow\"}\n\n");
    }

    private static String text(String json) {
        return new String(SseFormat.of(new LiveMessage.Event(POSITION, "order", "1", "T", "id", json)), UTF_8);
    }
}
