package io.dualstream.outbox.relay.internal.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What waits behind a failed event, as the statements on the table have it. */
@OutboxServers
class DeadLetterTableTest {

    private static final long FIRST = 1;

    private final TestDatabase database;

    DeadLetterTableTest(TestDatabase database) {
        this.database = database;
    }

    /** A relay that does not halt meets letters of one that does, and must keep the order of their keys. */
    @ParameterizedTest
    @CsvSource({"nothing, 1 2 3", "key, 2 3", "type, 3", "everything, 2 3"})
    void aFailedEventHoldsBackWhatItsScopeNames(String blocks, String due) throws Exception {
        String relay = "of " + blocks;
        letter(relay, FIRST - 1, "order", "a", "failed", blocks);
        letter(relay, FIRST, "order", "a", "parked", "nothing");
        letter(relay, FIRST + 1, "order", "b", "parked", "nothing");
        letter(relay, FIRST + 2, "invoice", "a", "parked", "nothing");

        List<Long> published = new ArrayList<>();
        try (DeadLetterTable table = open(relay)) {
            table.queue()
                    .publishNext(
                            10,
                            8 << 20,
                            letters -> letters.stream()
                                    .map(letter -> letter.event().seq())
                                    .forEach(published::add));
        }

        assertThat(published).containsExactlyElementsOf(seqs(due));
    }

    @Test
    void whatBlocksEverythingClosesItsKeyForNewEvents() throws Exception {
        letter("lanes", FIRST, "order", "a", "failed", "everything");
        letter("lanes", FIRST + 1, "order", "b", "failed", "nothing");

        try (DeadLetterTable table = open("lanes");
                Connection connection = database.dataSource().getConnection()) {
            BlockedKeys lanes = table.lanes();
            assertThat(new DeadLetterDesk(connection, "outbox", "lanes").list(0, 10))
                    .extracting(letter -> lanes.hold(letter.event()))
                    .containsExactly(true, false);
        }
    }

    private static List<Long> seqs(String due) {
        return List.of(due.split(" ")).stream().map(Long::valueOf).toList();
    }

    private DeadLetterTable open(String relay) throws SQLException {
        return DeadLetterTable.open(database.dataSource().getConnection(), "outbox", relay, 1);
    }

    private void letter(String relay, long seq, String type, String id, String state, String blocks)
            throws SQLException {
        database.execute(
                "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers,"
                        + " created_at, state, lane, blocks, reason, attempts, passed) values ('" + relay + "', " + seq
                        + ", gen_random_uuid(), '" + type + "', '" + id + "', 'Placed', '{}', now(), '" + state + "', '"
                        + id + "', '"
                        + blocks + "', 'a test', 0, true)");
    }
}
