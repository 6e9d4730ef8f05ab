package io.dualstream.outbox.inbox;

import io.dualstream.outbox.db.InboxMigrations;
import io.dualstream.outbox.inbox.Envelope.Origin;
import io.dualstream.outbox.testkit.SharedServers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A fresh database with an inbox, and a table in which every effect of a handler shows, doubles included. */
final class InboxDatabase {

    final DataSource dataSource = SharedServers.postgres().createEmptyDatabase().dataSource();
    final JdbcTemplate jdbc = new JdbcTemplate(dataSource);

    InboxDatabase() {
        InboxMigrations.migrate(dataSource, "inbox");
        jdbc.execute("create table effect (event text)");
    }

    void effect(Envelope event) {
        jdbc.update("insert into effect values (?)", event.inboxId());
    }

    List<String> effects() {
        return jdbc.queryForList("select event from effect order by event", String.class);
    }

    long failures(String state) {
        Long count = jdbc.queryForObject("select count(*) from inbox.failure where state = ?", Long.class, state);
        return count == null ? 0 : count;
    }

    static Envelope event() {
        return event(UUID.randomUUID().toString());
    }

    static Envelope event(String id) {
        return new Envelope(
                Map.of("id", id, "source", "/shop/outbox", "type", "OrderPlaced", "subject", "order-1"),
                Map.of("tenant", "say \"hi\" \\ {bye}, ok"),
                "order-1",
                new byte[] {'{', '}', 0, -1},
                new Origin("outbox.event.order", 3, 17));
    }
}
