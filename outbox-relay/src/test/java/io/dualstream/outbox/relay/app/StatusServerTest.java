package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.relay.status.RelayStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusServerTest {

    private RelayStatus status = status(RelayStatus.State.RUNNING, RelayStatus.State.RUNNING);
    private final StatusServer server = new StatusServer(
            "127.0.0.1", 0, new RelayPages(() -> status, () -> "outbox_relay_published_total 1.0\n", true).byPath());

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "NEW, NEW, 200, 503",
        "RUNNING, STARTING, 200, 503",
        "RUNNING, RUNNING, 200, 200",
        "RUNNING, WAITING, 200, 200",
        "STANDBY, STANDBY, 200, 200",
        "WAITING, RUNNING, 200, 503",
        "STOPPED, STOPPED, 200, 503",
        "FAILED, RUNNING, 503, 503"
    })
    void probesFollowThePaths(RelayStatus.State durable, RelayStatus.State live, int livez, int readyz)
            throws Exception {
        status = status(durable, live);

        assertThat(get("/livez").statusCode()).isEqualTo(livez);
        assertThat(get("/actuator/health/liveness").statusCode()).isEqualTo(livez);
        assertThat(get("/readyz").statusCode()).isEqualTo(readyz);
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(readyz);
    }

    @Test
    void servesTheStatusAsJson() throws Exception {
        assertThat(get("/status").body())
                .contains("\"name\":\"outbox\"", "\"state\":\"RUNNING\"", "\"slot\":\"outbox_relay\"")
                .contains("\"lagBytes\":42", "\"lastPublishedAt\":\"2026-11-22T08:00:00Z\"");
    }

    @Test
    void servesMetrics() throws Exception {
        HttpResponse<String> metrics = get("/metrics");

        assertThat(metrics.body()).isEqualTo("outbox_relay_published_total 1.0\n");
        assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void knowsNoOtherPathAndNoOtherMethod() throws Exception {
        assertThat(get("/status/more").statusCode()).isEqualTo(404);
        assertThat(get("/status/more").body()).isEqualTo("{\"error\":\"not found\"}\n");
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(uri("/status"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build())
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void aPortThatIsTakenIsAnErrorThatNamesIt() {
        int taken = server.port();

        assertThatThrownBy(() -> new StatusServer("127.0.0.1", taken, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot listen on port " + taken + " of 127.0.0.1");
    }

    private static RelayStatus status(RelayStatus.State durable, RelayStatus.State live) {
        return new RelayStatus(
                "outbox",
                new RelayStatus.Durable(
                        durable,
                        null,
                        "outbox_relay",
                        "0/16B3748",
                        42,
                        null,
                        7,
                        0,
                        1.5,
                        Instant.parse("2026-11-22T08:00:00Z"),
                        0,
                        0,
                        Map.of(),
                        0,
                        List.of(),
                        new RelayStatus.Wal(16, null, 0, 0, null)),
                new RelayStatus.Live(live, null, 1, 7, 0, 28, 7, 1.5, null),
                new RelayStatus.Retention(Duration.ofDays(7), 0, 0, Map.of()));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
