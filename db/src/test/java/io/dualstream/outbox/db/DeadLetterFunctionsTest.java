package io.dualstream.outbox.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator is told who retries a dead letter that waits for another one. */
class DeadLetterFunctionsTest {

    @ParameterizedTest
    @EnumSource(ServerVersion.class)
    void aRetryOfAParkedLetterNamesTheOneThatHaltsThePath(ServerVersion version) {
        DataSource database = version.createDatabase();
        Installed.migrateTo("7", database, "outbox");
        letter(database, "a", "failed", "everything");
        letter(database, "a", "parked", "nothing");
        OutboxMigrations.migrate(database, "outbox");

        assertThatThrownBy(() -> retry(database, 2))
                .hasMessageContaining(
                        "dead letter 2 is parked and follows by itself: retry or discard what it waits for, dead letter 1");
        retry(database, 1);
        assertThat(Sql.query(database, "select request from outbox.dead_letter where number = 1"))
                .containsExactly("retry");
    }

    @ParameterizedTest
    @CsvSource({"key, a, 1", "key, b, ", "type, b, 1", "nothing, a, ", "everything, b, 1"})
    void aRetryOfAParkedLetterNamesWhatBlocksItIfAnythingDoes(String blocks, String key, @Nullable String named) {
        DataSource database = ServerVersion.V18.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        letter(database, "a", "failed", blocks);
        letter(database, key, "parked", "nothing");

        var thrown = assertThatThrownBy(() -> retry(database, 2));

        if (named == null) {
            thrown.hasMessageContaining("dead letter 2 is parked and follows by itself")
                    .hasMessageNotContaining("waits for");
        } else {
            thrown.hasMessageContaining("what it waits for, dead letter " + named);
        }
    }

    @Test
    void aRetryOfAllLeavesOutWhatIsDiscarded() {
        DataSource database = ServerVersion.V18.createDatabase();
        OutboxMigrations.migrate(database, "outbox");
        letter(database, "a", "failed", "key");
        letter(database, "b", "failed", "key");
        Sql.query(database, "select outbox.discard_dead_letter(1)");

        assertThat(Sql.query(database, "select outbox.retry_dead_letters('order')"))
                .containsExactly("1");
        assertThat(Sql.query(database, "select request from outbox.dead_letter order by number"))
                .containsExactly("discard", "retry");
    }

    private static void retry(DataSource database, long number) {
        Sql.query(database, "select outbox.retry_dead_letter(" + number + ")");
    }

    private static void letter(DataSource database, String key, String state, String blocks) {
        Sql.execute(
                database,
                "insert into outbox.dead_letter (relay, seq, id, aggregate_type, aggregate_id, event_type, headers, created_at,"
                        + " state, lane, blocks, reason, attempts, passed) values ('relay', 1, gen_random_uuid(), 'order', '"
                        + key + "', 'Placed', '{}', now(), '" + state + "', '" + key + "', '" + blocks
                        + "', 'a test', 0, true)");
    }
}
