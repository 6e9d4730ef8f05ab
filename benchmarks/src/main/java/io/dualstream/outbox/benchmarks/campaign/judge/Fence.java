package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.writers.Door;
import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * An event that shows the progress of a stream: a reader that sees the fence has seen every event that committed before, or
 * never will.
 */
public record Fence(UUID id) {

    static final String AGGREGATE_TYPE = "fence";

    public static Fence commit(DataSource database) throws SQLException {
        Intent fence = new Intent(UUID.randomUUID(), AGGREGATE_TYPE, "1", 1);
        try (Connection connection = database.getConnection()) {
            Door.INSERT.write(connection, List.of(fence));
        }
        return new Fence(fence.id());
    }
}
