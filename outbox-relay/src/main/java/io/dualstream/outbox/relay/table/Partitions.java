package io.dualstream.outbox.relay.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps partitions ready ahead of time, so that events do not pile up in the default one. Not thread-safe. */
public final class Partitions {

    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final String schema;
    private long next = System.nanoTime();

    public Partitions(String schema) {
        this.schema = schema;
    }

    // takes a lock for 200 ms at most, see the function
    private static final String CREATE = "select count(*) from %s.create_partitions()";

    /** Makes the partitions of the days to come, once an hour. That it cannot is no reason to stop: inserts go on. */
    public void keep(Connection connection) {
        if (System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + INTERVAL.toNanos();
        try {
            String name = connection.unwrap(PGConnection.class).escapeIdentifier(schema);
            try (PreparedStatement create = connection.prepareStatement(CREATE.formatted(name))) {
                create.execute();
            }
        } catch (SQLException e) {
            log.warn("No new partitions in schema '{}', events go to the default one: {}", schema, e.getMessage());
        }
    }
}
