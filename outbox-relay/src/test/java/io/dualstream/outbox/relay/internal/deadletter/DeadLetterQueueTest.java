package io.dualstream.outbox.relay.internal.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a long queue of dead letters costs. */
@OutboxServers
class DeadLetterQueueTest {

    private static final int DONE = 5_000;
    private static final int WAITING = 5_000;
    private static final int LIMIT = 100;

    private final TestDatabase database;

    DeadLetterQueueTest(TestDatabase database) {
        this.database = database;
    }

    /** Or the rest would be the slower, the more is done: a topic that was away for an hour leaves a million of them. */
    @Test
    void theNextLettersAreNotLookedForAmongThoseThatAreDone() throws Exception {
        database.execute(
                "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers,"
                        + " created_at, state, lane, blocks, reason, attempts, passed, resolved_at)"
                        + " select 'long', n, gen_random_uuid(), 'order', n::text, 'Placed', '{}', now(),"
                        + " case when n <= " + DONE
                        + " then 'published' else 'parked' end, n::text, 'nothing', 'a test', 0, true,"
                        + " case when n <= " + DONE + " then now() end from generate_series(1, " + (DONE + WAITING)
                        + ") n");
        database.execute("analyze outbox.dead_letter");
        List<Long> seqs = new ArrayList<>();
        List<Long> read = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection()) {
            DeadLetterQueue queue = new DeadLetterQueue(connection, "outbox", "long");
            int published = queue.publishNext(LIMIT, 8 << 20, letters -> {
                letters.stream().map(DeadLetter::event).forEach(event -> seqs.add(event.seq()));
                read.add(rowsRead(connection));
            });
            assertThat(published).isEqualTo(LIMIT);
        }
        assertThat(seqs).isSorted().first().isEqualTo(DONE + 1L);
        assertThat(read).singleElement().satisfies(rows -> assertThat(rows).isLessThan(2L * LIMIT));
    }

    /** Or a relay would not come back: it looks for the next letters when it starts. */
    @Test
    void whatWaitsIsNotComparedWithEachKeyThatWaits() throws Exception {
        int keys = 1_000;
        int waiting = 5_000;
        database.execute(
                "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers,"
                        + " created_at, state, lane, blocks, reason, attempts, passed)"
                        + " select 'keys', n, gen_random_uuid(), 'order', n % " + keys + ", 'Placed', '{}', now(),"
                        + " case when n < " + keys + " then 'failed' else 'parked' end, n % " + keys + ","
                        + " case when n < " + keys + " then 'key' else 'nothing' end, 'a test', 0, true"
                        + " from generate_series(0, " + (keys + waiting) + ") n");
        database.execute("update outbox.dead_letter set lane = 'free' where relay = 'keys' and seq = "
                + (keys + waiting) + "; analyze outbox.dead_letter");
        List<Long> read = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection()) {
            DeadLetterQueue queue = new DeadLetterQueue(connection, "outbox", "keys");
            assertThat(queue.publishNext(LIMIT, 8 << 20, letters -> read.add(rowsRead(connection))))
                    .isEqualTo(1);
        }
        assertThat(read).singleElement().satisfies(rows -> assertThat(rows).isLessThan(5L * (keys + waiting)));
    }

    /** In the transaction under way. */
    private static long rowsRead(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select seq_tup_read + coalesce(idx_tup_fetch, 0)"
                        + " from pg_stat_xact_user_tables where relname = 'dead_letter'")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
