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
    void aThousandEventsTakeAFewRoundTripsAndOneTakesOne() throws SQLException {
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
            assertThat(CountingSocketFactory.ROUND_TRIPS).hasValueLessThanOrEqualTo(5);
            connection.commit();
        }

        assertThat(Rows.aggregateIds(database.dataSource()))
                .hasSize(1002)
                .last()
                .isEqualTo("order-1000");
    }

    private static List<OutboxEvent> events(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n ->
                        OutboxEvent.of("order", "order-" + n, "OrderPlaced", "{\"note\":\"" + "x".repeat(400) + "\"}"))
                .toList();
    }
}
