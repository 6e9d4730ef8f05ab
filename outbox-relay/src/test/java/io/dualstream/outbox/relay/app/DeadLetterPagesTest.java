package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters over HTTP, on a real database; no relay leads, so what is asked for stays asked for. */
@OutboxServers
class DeadLetterPagesTest {

    private static final String TOKEN = "a token";

    private final TestDatabase database;
    private final StatusServer server = new StatusServer("127.0.0.1", 0, Map.of());

    DeadLetterPagesTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void start() throws SQLException {
        database.execute(
                "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers, data, created_at,"
                        + " state, lane, blocks, reason, error_class, attempts) values"
                        + " ('outbox', 11, '018f0000-0000-7000-8000-000000000011', 'order', 'A-1', 'Placed', '{\"n\": \"v\"}', '{}',"
                        + " '2026-11-22T08:00:00.123456Z', 'failed', 'A-1', 'key', 'too large', 'x.TooLarge', 1),"
                        + " ('outbox', 12, '018f0000-0000-7000-8000-000000000012', 'order', 'A-1', 'Paid', '{}', '\\xff00',"
                        + " '2026-11-22T08:00:00Z', 'parked', 'A-1', 'nothing', 'waits', null, 0),"
                        + " ('another', 11, '018f0000-0000-7000-8000-000000000011', 'order', 'A-1', 'Placed', '{}', null,"
                        + " '2026-11-22T08:00:00Z', 'failed', 'A-1', 'key', 'too large', 'x.TooLarge', 1)");
        RelaySettings settings = RelaySettings.builder()
                .postgres(database.jdbcUrl(), database.username(), database.password())
                .kafka("127.0.0.1:1")
                .build();
        var pages = new DeadLetterPages(Relay.builder(settings).build().deadLetters());
        server.serve(DeadLetterPages.PATH, new Guarded(pages, TOKEN, "127.0.0.1"));
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listsWithoutPayloadsAndShowsWithThem() throws Exception {
        HttpResponse<String> list = send("GET", "", "");
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body())
                .startsWith("[{\"number\":1,\"state\":\"failed\",\"aggregateType\":\"order\",\"aggregateId\":\"A-1\"")
                .contains("\"number\":2")
                .doesNotContain("\"number\":3", "\"data\"");
        assertThat(send("GET", "?after=1&limit=1", "").body())
                .startsWith("[{\"number\":2,")
                .doesNotContain("\"number\":1,");
        assertThat(send("GET", "/1", "").body())
                .contains(
                        "\"time\":\"2026-11-22T08:00:00.123456Z\"",
                        "\"headers\":{\"n\":\"v\"}",
                        "\"data\":\"{}\"",
                        "\"reason\":\"too large\"",
                        "\"errorClass\":\"x.TooLarge\"");
        assertThat(send("GET", "/2", "").body()).contains("\"dataBase64\":\"/wA=\"");
        assertThat(send("GET", "/3", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/x", "").statusCode()).isEqualTo(404);
    }

    @Test
    void asksForRetriesAndDiscards() throws Exception {
        assertThat(send("GET", "/1/retry", "").statusCode()).isEqualTo(405);
        HttpResponse<String> retried = send("POST", "/1/retry", "");
        assertThat(retried.statusCode()).isEqualTo(202);
        assertThat(retried.body()).contains("\"request\":\"retry\"");
        HttpResponse<String> parked = send("POST", "/2/retry", "");
        assertThat(parked.statusCode()).isEqualTo(409);
        assertThat(parked.body()).contains("retry or discard what it waits for, dead letter 1");
        assertThat(send("POST", "/2/discard", "").body()).contains("\"request\":\"discard\"");
        assertThat(send("POST", "/retry?aggregateType=order", "").body()).isEqualTo("{\"asked\":1}\n");
        assertThat(send("POST", "/retry?aggregateType=other", "").body()).isEqualTo("{\"asked\":0}\n");
    }

    @Test
    void editsWhatNobodyAskedToPublishYet() throws Exception {
        HttpResponse<String> edited =
                send("PATCH", "/1", "{\"payload\": {\"a\": 1}, \"topic\": \"t\", \"key\": \"k\"}");
        assertThat(edited.statusCode()).isEqualTo(200);
        assertThat(edited.body()).contains("\"data\":\"{\\\"a\\\":1}\"", "\"topic\":\"t\"", "\"key\":\"k\"");
        assertThat(send("PATCH", "/1", "{\"payloadBase64\": \"/wA=\"}").body()).contains("\"dataBase64\":\"/wA=\"");
        assertThat(send("PATCH", "/1", "{\"colour\": 1}").statusCode()).isEqualTo(400);
        assertThat(send("PATCH", "/1", "no json").statusCode()).isEqualTo(400);
        assertThat(send("PATCH", "/1", "{\"topic\": \"no topic\"}").statusCode())
                .isEqualTo(409);
        send("POST", "/1/retry", "");
        assertThat(send("PATCH", "/1", "{\"key\": \"late\"}").statusCode()).isEqualTo(409);
    }

    @Test
    void answersOnlyWhoKnowsTheToken() throws Exception {
        URI uri = uri("");
        HttpResponse<String> refused = send(HttpRequest.newBuilder(uri));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(refused.body())
                .isEqualTo("{\"error\":\"send the header Authorization: Bearer <value of outbox.relay.http.token"
                        + " (OUTBOX_RELAY_HTTP_TOKEN)>\"}\n");
        assertThat(send(HttpRequest.newBuilder(uri).header("Authorization", "Bearer guess"))
                        .statusCode())
                .isEqualTo(401);
        var endpoint = new Guarded(request -> new StatusServer.Page(200, "text/plain", "secret"), TOKEN, "127.0.0.1");
        assertThat(endpoint.answer(request("localhost:8090", "Bearer " + TOKEN)).status())
                .isEqualTo(200);
        assertThat(endpoint.answer(request("evil.example:8090", "Bearer " + TOKEN))
                        .status())
                .isEqualTo(403);
        var closed = new Guarded(request -> new StatusServer.Page(200, "text/plain", "secret"), null, "127.0.0.1");
        assertThat(closed.answer(request("localhost", "Bearer null")))
                .isEqualTo(
                        new StatusServer.Page(
                                403,
                                "application/json",
                                "{\"error\":\"set outbox.relay.http.token (OUTBOX_RELAY_HTTP_TOKEN) to use this endpoint\"}\n"));
    }

    private static Endpoint.Request request(String host, String authorization) {
        return new Endpoint.Request("GET", List.of(), Map.of(), host, authorization, "");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + "/dead-letters" + path);
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
