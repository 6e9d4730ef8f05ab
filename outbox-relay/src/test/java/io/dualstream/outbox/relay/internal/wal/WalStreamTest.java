package io.dualstream.outbox.relay.internal.wal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WalStreamTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final TestDatabase database = SharedServers.postgres().createDatabase();
    private final String slot = "wal_stream_" + ProcessHandle.current().pid();

    @Test
    void tellsAnErrorOfItsHandler() throws Exception {
        database.execute("select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
        var thrown = new NoClassDefFoundError("thrown by a test");
        try (WalStream stream = new WalStream(settings(), batch -> {
            throw thrown;
        })) {
            stream.start();
            database.execute("select outbox.publish('order', '1', 'Placed', '{}')");
            assertThatThrownBy(() -> stream.awaitEnd(LIMIT))
                    .isInstanceOf(WalStreamException.class)
                    .cause()
                    .isSameAs(thrown);
        } finally {
            dropSlot();
        }
    }

    /** The server ends the stream's session a moment after the stream closed it. */
    private void dropSlot() throws SQLException {
        database.execute("select pg_terminate_backend(active_pid, 10000) from pg_replication_slots where slot_name = '"
                + slot + "' and active");
        database.execute("select pg_drop_replication_slot('" + slot + "')");
    }

    private WalSettings settings() {
        return new WalSettings(
                database.jdbcUrl(),
                database.username(),
                database.password(),
                "outbox",
                "outbox_event",
                slot,
                "test",
                Duration.ofSeconds(1),
                Map.of());
    }
}
