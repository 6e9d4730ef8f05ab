package io.dualstream.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ConnectionOutboxTest {

    private final DataSource dataSource = Databases.create().dataSource();
    private final ConnectionOutbox outbox = new ConnectionOutbox();
    private final OutboxEvent event = OutboxEvent.of("order", "A-1", "OrderPlaced", "{}");

    @Test
    void leavesTheCommitToTheCaller() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);

            outbox.publish(connection, event);
            connection.rollback();
            assertThat(Rows.of(dataSource)).isEmpty();

            var id = outbox.publish(connection, event);
            assertThat(Rows.of(dataSource)).isEmpty();
            connection.commit();
            assertThat(Rows.of(dataSource)).extracting(row -> row.get("id")).containsExactly(id);
        }
    }

    @Test
    void refusesAConnectionThatCommitsByItself() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            assertThatExceptionOfType(NoTransactionException.class)
                    .isThrownBy(() -> outbox.publish(connection, event))
                    .withMessageContaining("autocommit")
                    .withMessageContaining("setAutoCommit(false)");
        }
        assertThat(Rows.of(dataSource)).isEmpty();
    }

    @Test
    void refusesAReadOnlyConnection() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);

            assertThatExceptionOfType(NoTransactionException.class)
                    .isThrownBy(() -> outbox.publish(connection, event))
                    .withMessageContaining("read-only");
        }
    }

    @Test
    void saysThatTheOutboxIsMissing() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);

            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(
                            () -> new ConnectionOutbox(OutboxOptions.defaults().withSchema("nowhere"))
                                    .publish(connection, event))
                    .withMessageContaining("OrderPlaced of order/A-1")
                    .withMessageContaining("relation \"nowhere.event\" does not exist");
        }
    }
}
