package io.dualstream.outbox.relay.campaign;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The last event of all: whoever sees it has seen everything that committed before it, or never will. */
record Fence(UUID id) {

    static final String AGGREGATE_TYPE = "fence";

    static Fence commit(DataSource database) throws SQLException {
        Intent fence = new Intent(UUID.randomUUID(), AGGREGATE_TYPE, "1", 1);
        try (Connection connection = database.getConnection()) {
            Door.INSERT.write(connection, List.of(fence));
        }
        return new Fence(fence.id());
    }
}
