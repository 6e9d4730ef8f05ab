package io.dualstream.outbox.example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.spring.OutboxTest;
import io.dualstream.outbox.testkit.spring.RecordedEvent;
import io.dualstream.outbox.testkit.spring.RecordedEvents;
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

@OutboxTest
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class OrderServiceTest {

    @Autowired
    private OrderService orders;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @BeforeEach
    void startWithoutOrders() {
        jdbc.sql("truncate orders").update();
    }

    @Test
    void anOrderAndItsEventCommitTogether(RecordedEvents events) {
        Order order = orders.place(new NewOrder("Ada", "kite", new BigDecimal("12.50")));

        assertThat(countOrders()).isEqualTo(1);
        RecordedEvent event = events.of("order", order.id()).single();
        assertThat(event.eventType()).isEqualTo("OrderPlaced");
        assertThat(event.payloadAs(OrderPlaced.class))
                .isEqualTo(new OrderPlaced(order.id(), "Ada", "kite", new BigDecimal("12.50")));
    }

    @Test
    void aDeclinedPaymentLeavesNeitherOrderNorEvent(RecordedEvents events) {
        var request = new NewOrder("Ada", "piano", new BigDecimal("1000.01"));

        assertThatThrownBy(() -> orders.place(request)).isInstanceOf(PaymentDeclinedException.class);

        assertThat(countOrders()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void theLegacyImportWritesAnEventForEachOrder(RecordedEvents events) throws IOException {
        jdbc.sql(new ClassPathResource("legacy/nightly_import.sql").getContentAsString(StandardCharsets.UTF_8))
                .update();

        assertThat(countOrders()).isEqualTo(25);
        assertThat(events)
                .extracting(RecordedEvent::aggregateId)
                .containsExactlyInAnyOrderElementsOf(jdbc.sql("select id::text from orders")
                        .query(String.class)
                        .list());
    }

    @Test
    void ordersComeOverHttp(RecordedEvents events) throws IOException, InterruptedException {
        assertThat(post("{\"customer\":\"Ada\",\"item\":\"kite\",\"amount\":12.50}"))
                .isEqualTo(201);
        assertThat(post("{\"customer\":\"Ada\",\"item\":\"piano\",\"amount\":5000}"))
                .isEqualTo(402);
        assertThat(post("{\"customer\":\"Ada\"}")).isEqualTo(400);
        assertThat(events.ofType("OrderPlaced")).hasSize(1);
    }

    private long countOrders() {
        return jdbc.sql("select count(*) from orders").query(Long.class).single();
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
