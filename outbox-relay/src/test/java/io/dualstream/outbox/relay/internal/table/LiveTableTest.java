package io.dualstream.outbox.relay.internal.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.internal.cursor.LiveCursor;
import io.dualstream.outbox.relay.internal.cursor.Poll;
import io.dualstream.outbox.relay.status.EventRecord;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveTableTest {

    private final TestDatabase database = SharedServers.postgres().createDatabase();
    private Connection writer;
    private LiveTable table;

    @BeforeEach
    void open() throws SQLException {
        writer = database.dataSource().getConnection();
        table = new LiveTable(database.dataSource().getConnection(), "outbox", true);
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        table.close();
    }

    @Test
    void readsEveryColumnAsItWasWritten() throws SQLException {
        run(
                "insert into outbox.event (id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, headers,"
                        + " payload, created_at) values ('0190a7e0-0000-7000-8000-000000000001', 'order', 'it''s \"7\"', 'Placed',"
                        + " 'k', 'urn:s', 'text/json', '{\"a\": \"b\"}', '{\"x\":  1.0}', '2026-03-01 12:00:00.1200+05:45')");
        EventRecord event = onlyEvent();
        assertThat(event)
                .usingRecursiveComparison()
                .isEqualTo(new EventRecord(
                        event.seq(),
                        UUID.fromString("0190a7e0-0000-7000-8000-000000000001"),
                        "order",
                        "it's \"7\"",
                        "Placed",
                        "k",
                        "urn:s",
                        "text/json",
                        Map.of("a", "b"),
                        "{\"x\":  1.0}".getBytes(UTF_8),
                        "2026-03-01T06:15:00.120000Z"));
    }

    @Test
    void readsBinaryPayloadsAndTombstones() throws SQLException {
        run("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload_binary)"
                + " values ('order', '1', 'T', '\\x00ff'), ('order', '2', 'T', null)");
        List<EventRecord> events = poll(LiveCursor.START, 10).rows().stream()
                .map(row -> row.event())
                .toList();
        assertThat(events.get(0).data()).containsExactly(0, 0xff);
        assertThat(events.get(0).contentType()).isEqualTo("application/octet-stream");
        assertThat(events.get(1).data()).isNull();
        assertThat(events.get(1).contentType()).isNull();
    }

    @Test
    void readsNoPayloadsWhenNobodyWantsThem() throws SQLException {
        insert(1);
        try (LiveTable thin = new LiveTable(database.dataSource().getConnection(), "outbox", false)) {
            EventRecord event = thin.poll(LiveCursor.START, 1).rows().get(0).event();
            assertThat(event.data()).isNull();
            assertThat(event.contentType()).isEqualTo("application/json");
        }
    }

    @Test
    void pollsInPagesAndStartsAPageAgainWhereverItIsTold() throws SQLException {
        insert(25);
        LiveCursor first = LiveCursor.START.after(poll(LiveCursor.START, 10));
        insert(5);
        Poll second = poll(first, 10);
        assertThat(second.complete()).isFalse();
        assertThat(seqs(poll(first, 10))).as("read again").isEqualTo(seqs(second));
        LiveCursor afterSecond = first.after(second);
        Poll third = poll(afterSecond, 10);
        assertThat(third.rows()).hasSize(5);
        assertThat(third.complete()).isTrue();
        assertThat(poll(afterSecond.after(third), 10).rows()).as("begun later").hasSize(5);
    }

    @Test
    void endsAPortionEarlyWhenItsPayloadsAreLarge() throws SQLException {
        run("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload) select 'order', '1', 'T',"
                + " to_json(repeat('x', 600000)) from generate_series(1, 5)");
        LiveCursor cursor = LiveCursor.START;
        List<Integer> sizes = new ArrayList<>();
        do {
            Poll poll = poll(cursor, 32);
            sizes.add(poll.rows().size());
            cursor = cursor.after(poll);
        } while (cursor.page() != null);
        assertThat(sizes).containsExactly(2, 2, 1);
    }

    @Test
    void skipsOnlyWhatIsOldAndNotPushed() throws SQLException {
        assertThat(table.skipOlderThan(Duration.ofMinutes(5), LiveCursor.START)).isNull();
        run("insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at)"
                + " values ('order', 'old', 'T', now() - interval '1 day')");
        insert(1);
        LiveCursor skipping = Objects.requireNonNull(table.skipOlderThan(Duration.ofMinutes(5), LiveCursor.START));
        Poll poll = poll(skipping, 10);
        assertThat(poll.rows()).hasSize(1);
        assertThat(table.skipOlderThan(Duration.ofMinutes(5), skipping.after(poll)))
                .isNull();
    }

    @Test
    void anOpenTransactionComesWholeWhenItEnds() throws SQLException {
        writer.setAutoCommit(false);
        insert(20_000);
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute(
                    "insert into outbox.event (aggregate_type, aggregate_id, event_type) values ('o', '1', 't')");
        }
        LiveCursor cursor = LiveCursor.START.after(poll(LiveCursor.START, 10));
        assertThat(cursor.pushed().openCount()).isPositive();
        assertThat(poll(cursor, 10).rows()).isEmpty();
        writer.commit();
        writer.setAutoCommit(true);
        assertThat(poll(cursor, 30_000).rows()).hasSize(20_000);
    }

    @Test
    void knowsOneDatabaseFromAnother() throws SQLException {
        TestDatabase another = SharedServers.postgres().createDatabase();
        try (LiveTable other = new LiveTable(another.dataSource().getConnection(), "outbox", true)) {
            assertThat(other.identity()).isNotEqualTo(table.identity());
        }
        assertThat(table.database()).isEqualTo(database.name());
    }

    private Poll poll(LiveCursor cursor, int limitRows) throws SQLException {
        return table.poll(cursor, limitRows);
    }

    private EventRecord onlyEvent() throws SQLException {
        List<EventRecord> events = poll(LiveCursor.START, 10).rows().stream()
                .map(row -> row.event())
                .toList();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static List<Long> seqs(Poll poll) {
        return poll.rows().stream().map(row -> row.event().seq()).toList();
    }

    private void insert(int rows) throws SQLException {
        run("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                + " select 'order', '1', 'T', '{}' from generate_series(1, " + rows + ")");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }
}
