package io.dualstream.outbox.relay.internal.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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

    /** A bulk retry publishes a million letters in minutes, and a statement that changes them all is not answered in time. */
    @Test
    void manyLettersAreReopenedAndForgottenInPortions() throws Exception {
        int many = 2 * DeadLetterTable.PORTION + 1;
        database.execute("insert into outbox.lease (name, epoch, holder) values ('many', 1, 'a test');"
                + " create table changed (letters bigint);"
                + " create function note() returns trigger language plpgsql as"
                + " 'begin insert into public.changed select count(*) from those; return null; end';"
                + " create trigger updated after update on outbox.dead_letter referencing new table as those"
                + " for each statement execute function note();"
                + " create trigger deleted after delete on outbox.dead_letter referencing old table as those"
                + " for each statement execute function note();"
                + " insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers,"
                + " created_at, state, lane, blocks, reason, error_class, attempts, passed, resolved_at)"
                + " select 'many', n, gen_random_uuid(), 'order', 'a', 'Placed', '{}', now(), 'published', 'a', 'key',"
                + " 'a test', 'X', 1, true, now() from generate_series(1, " + many + ") n");
        try (DeadLetterTable table = open("many")) {
            Instant since = Instant.now().minusSeconds(3600);
            List<DeadLetter> likes = table.publishedSince(since);
            assertThat(likes)
                    .singleElement()
                    .satisfies(like -> assertThat(like.event().seq()).isEqualTo(1));
            table.reopen(likes, since);
            assertThat(table.count().failed()).isEqualTo(many);

            database.execute("update outbox.dead_letter set state = 'discarded', request = null,"
                    + " resolved_at = now() - interval '2 days' where relay = 'many'; delete from changed where letters = "
                    + many);
            int portions = 1;
            while (table.forget(Duration.ofDays(1))) {
                portions++;
            }
            assertThat(portions).isEqualTo(3);
        }
        assertThat(database.value("select count(*) from outbox.dead_letter where relay = 'many'"))
                .isEqualTo("0");
        assertThat(database.value("select max(letters) from changed"))
                .isEqualTo(Integer.toString(DeadLetterTable.PORTION));
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
