package io.dualstream.outbox.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.spring.EnableOutboxServers;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "outbox.relay.enabled=false")
@EnableOutboxServers
class OrderServiceTest {

    @Autowired
    private OrderService orders;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @BeforeEach
    void startWithNothing() {
        jdbc.sql("truncate orders, outbox.event").update();
    }

    @Test
    void anOrderAndItsEventCommitTogether() {
        Order order = orders.place(new NewOrder("Ada", "kite", new BigDecimal("12.50")));

        assertThat(count("orders")).isEqualTo(1);
        var event = jdbc.sql("select aggregate_type, aggregate_id, event_type, payload from outbox.event")
                .query()
                .singleRow();
        assertThat(event)
                .containsEntry("aggregate_type", "order")
                .containsEntry("aggregate_id", order.id().toString())
                .containsEntry("event_type", "OrderPlaced");
        assertThat(event.get("payload")).asString().contains("\"item\":\"kite\"", "\"amount\":12.5");
    }

    @Test
    void aDeclinedPaymentLeavesNeitherOrderNorEvent() {
        var request = new NewOrder("Ada", "piano", new BigDecimal("1000.01"));

        assertThatThrownBy(() -> orders.place(request)).isInstanceOf(PaymentDeclinedException.class);

        assertThat(count("orders")).isZero();
        assertThat(count("outbox.event")).isZero();
    }

    @Test
    void theLegacyImportWritesAnEventForEachOrder() throws IOException {
        jdbc.sql(new ClassPathResource("legacy/nightly_import.sql").getContentAsString(StandardCharsets.UTF_8))
                .update();

        assertThat(count("orders")).isEqualTo(25);
        assertThat(count("orders o join outbox.event e on e.aggregate_id = o.id::text"))
                .isEqualTo(25);
    }

    @Test
    void ordersComeOverHttp() throws IOException, InterruptedException {
        assertThat(post("{\"customer\":\"Ada\",\"item\":\"kite\",\"amount\":12.50}"))
                .isEqualTo(201);
        assertThat(post("{\"customer\":\"Ada\",\"item\":\"piano\",\"amount\":5000}"))
                .isEqualTo(402);
        assertThat(post("{\"customer\":\"Ada\"}")).isEqualTo(400);
        assertThat(count("outbox.event")).isEqualTo(1);
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }

    private int post(String json) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/orders"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
