package io.dualstream.outbox.example.orders.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.example.orders.demo.ledger.Card;
import io.dualstream.outbox.example.orders.demo.ledger.Totals;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs the demo on its own servers, as the main command does. */
@Timeout(240)
class DemoTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ByteArrayOutputStream TOLD = new ByteArrayOutputStream();
    private static final Story STORY = new Story(new PrintStream(TOLD, true, StandardCharsets.UTF_8));

    private static Stage stage;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        stage = Stage.start(STORY, 0);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void whatCommitsArrivesAndWhatRollsBackDoesNot() throws InterruptedException {
        boolean good = new SelfCheck(stage.acts(), stage.ledger(), STORY).brief();

        assertThat(good).as(TOLD.toString(StandardCharsets.UTF_8)).isTrue();
    }

    @Test
    void theLegacyBatchArrives() throws InterruptedException, SQLException {
        Card batch = stage.acts().runLegacyBatch();

        assertThat(stage.ledger().await(Totals::balanced, PATIENCE)).isTrue();
        assertThat(stage.ledger().view(batch).inRedis()).isEqualTo(25);
        assertThat(stage.ledger().view(batch).inKafka()).isEqualTo(25);
    }

    @Test
    void everyButtonWorks() throws IOException, InterruptedException {
        for (String act : new String[] {"order", "rollback", "batch", "autoplay?on=false"}) {
            var response = http.send(
                    request("/demo/" + act).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(act).isEqualTo(204);
        }
        assertThat(stage.ledger().await(Totals::balanced, PATIENCE)).isTrue();
        assertThat(stage.ledger().totals().rolledBack()).isPositive();
    }

    @Test
    void servesThePageAndItsNews() throws IOException, InterruptedException {
        var page = http.send(request("/").build(), BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Dualstream Outbox", "demo.js");

        var news = http.send(request("/demo/news").build(), BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(news.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("data:").contains("\"committed\":", "\"cards\":");
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(stage.url() + path));
    }
}
