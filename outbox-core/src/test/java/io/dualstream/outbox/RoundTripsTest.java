package io.dualstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RoundTripsTest {

    private final TestDatabase database = Databases.create();
    private final ConnectionOutbox outbox = new ConnectionOutbox();

    @Test
    void aThousandEventsTakeOneRoundTripAndSoDoesOne() throws SQLException {
        var counted = (PGSimpleDataSource) database.dataSource();
        counted.setSocketFactory(CountingSocketFactory.class.getName());
        try (var connection = counted.getConnection()) {
            connection.setAutoCommit(false);
            outbox.publishAll(connection, events(1));

            CountingSocketFactory.ROUND_TRIPS.set(0);
            outbox.publishAll(connection, events(1));
            assertThat(CountingSocketFactory.ROUND_TRIPS).hasValue(1);

            CountingSocketFactory.ROUND_TRIPS.set(0);
            outbox.publishAll(connection, events(1000));
            assertThat(CountingSocketFactory.ROUND_TRIPS).hasValue(1);
            connection.commit();
        }

        assertThat(Rows.aggregateIds(database.dataSource()))
                .hasSize(1002)
                .last()
                .isEqualTo("order-1000");
    }

    @Test
    void manyLargeEventsTakeMoreRoundTripsAndKeepTheirOrder() throws SQLException {
        var large = "\"" + "x".repeat(800_000) + "\"";
        var events = IntStream.rangeClosed(1, 25)
                .mapToObj(n -> OutboxEvent.of("order", "order-" + n, "OrderPlaced", n % 2 == 0 ? large : "{}"))
                .toList();

        try (var connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var ids = outbox.publishAll(connection, events);
            connection.commit();

            assertThat(Rows.of(database.dataSource()))
                    .extracting(row -> row.get("id"))
                    .isEqualTo(ids);
        }
        assertThat(Rows.aggregateIds(database.dataSource()))
                .isEqualTo(events.stream().map(OutboxEvent::aggregateId).toList());
    }

    private static List<OutboxEvent> events(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n ->
                        OutboxEvent.of("order", "order-" + n, "OrderPlaced", "{\"note\":\"" + "x".repeat(400) + "\"}"))
                .toList();
    }
}
