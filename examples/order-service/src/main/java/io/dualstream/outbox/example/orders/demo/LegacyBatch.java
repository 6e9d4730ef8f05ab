package io.dualstream.outbox.example.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.example.orders.demo.ledger.Card;
import io.dualstream.outbox.example.orders.demo.ledger.Card.Kind;
import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;

/** Executes {@code legacy/nightly_import.sql} on a plain connection, as a job without Java or Spring would do. */
final class LegacyBatch {

    private final DataSource dataSource;
    private final Ledger ledger;
    private final String script;

    LegacyBatch(DataSource dataSource, Ledger ledger) {
        this.dataSource = dataSource;
        this.ledger = ledger;
        try {
            script = new ClassPathResource("legacy/nightly_import.sql").getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Card run() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int rows = statement.executeUpdate(script);
            Card card = ledger.open(Kind.LEGACY, "Legacy batch", rows + " orders, one SQL statement", rows);
            List<UUID> ids = idsOfThisTransaction(statement);
            ids.forEach(id -> ledger.written(id, card));
            ledger.committing(ids);
            connection.commit();
            ledger.committed(ids);
            return card;
        }
    }

    private static List<UUID> idsOfThisTransaction(Statement statement) throws SQLException {
        var ids = new ArrayList<UUID>();
        var sql = """
                select id from outbox.event
                 where created_at >= now() -- now() is when the transaction began: prunes partitions
                   and xid = pg_current_xact_id()""";
        try (var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }
}
