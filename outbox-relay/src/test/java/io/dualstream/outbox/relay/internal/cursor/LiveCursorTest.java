package io.dualstream.outbox.relay.internal.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveCursorTest {

    private final ModelDatabase database = new ModelDatabase(new Random(1));

    @Test
    void startsBelowTheFirstRow() {
        ModelDatabase.Transaction writer = database.new Transaction();
        writer.insert("a");
        writer.commit();
        assertThat(database.poll(LiveCursor.START, 10).rows()).hasSize(1);
    }

    @Test
    void waitsForATransactionThatTookALowerSeqAndAHigherXidThanThePushedOne() {
        ModelDatabase.Transaction first = database.new Transaction();
        first.assignXid();
        ModelDatabase.Transaction second = database.new Transaction();
        second.insert("second takes the lower seq");
        first.insert("first");
        first.commit();

        Poll poll = database.poll(LiveCursor.START, 10);
        LiveCursor cursor = LiveCursor.START.after(poll);
        assertThat(aggregates(poll)).containsExactly("first");
        assertThat(poll.snapshot()).hasToString("4:4:");

        second.commit();
        assertThat(aggregates(database.poll(cursor, 10))).containsExactly("second takes the lower seq");
    }

    @Test
    void countsAnOpenTransactionAsAGapUntilItEnds() {
        ModelDatabase.Transaction slow = database.new Transaction();
        slow.insert("slow");
        ModelDatabase.Transaction quick = database.new Transaction();
        quick.insert("quick");
        quick.commit();
        LiveCursor cursor = LiveCursor.START.after(database.poll(LiveCursor.START, 10));
        assertThat(cursor.gaps()).isOne();

        slow.rollBack();
        assertThat(cursor.after(database.poll(cursor, 10)).gaps()).isZero();
    }

    @Test
    void pushesALongTransactionInPagesAndRemembersEach() {
        ModelDatabase.Transaction writer = database.new Transaction();
        for (int row = 0; row < 25; row++) {
            writer.insert("a");
        }
        writer.commit();
        List<Long> seqs = new ArrayList<>();
        LiveCursor cursor = LiveCursor.START;
        do {
            Poll poll = database.poll(cursor, 10);
            poll.rows().forEach(row -> seqs.add(row.event().seq()));
            cursor = LiveCursor.parse(cursor.after(poll).toText());
        } while (cursor.page() != null);
        assertThat(seqs).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void leavesOutWhatItIsToldToSkip() {
        for (int row = 0; row < 5; row++) {
            ModelDatabase.Transaction writer = database.new Transaction();
            writer.insert("a" + row);
            writer.commit();
        }
        LiveCursor cursor = LiveCursor.skipping(database.snapshot(), 3, 5, new UUID(0, 3));
        assertThat(aggregates(database.poll(cursor, 10))).containsExactly("a3", "a4");
    }

    @Test
    void staysSmallOverAMillionRowsWithRollbacksWhileOneTransactionNeverEnds() {
        Random random = new Random(7);
        ModelDatabase.Transaction endless = database.new Transaction();
        endless.insert("endless");
        ArrayDeque<ModelDatabase.Transaction> writers = new ArrayDeque<>();
        LiveCursor cursor = LiveCursor.START;
        int longest = 0;
        for (int row = 0; row < 1_000_000; row++) {
            ModelDatabase.Transaction writer = database.new Transaction();
            writer.insert("a" + row);
            writers.add(writer);
            if (writers.size() < 64) {
                continue;
            }
            ModelDatabase.Transaction oldest = writers.remove();
            if (random.nextInt(20) == 0) {
                oldest.rollBack();
            } else {
                oldest.commit();
            }
            if (row % 8 == 0) {
                cursor = cursor.after(database.poll(cursor, 100));
                database.committed.clear();
                longest = Math.max(longest, cursor.toText().length());
            }
        }
        assertThat(longest).isLessThan(1024);
        assertThat(cursor.gaps()).isBetween(1, 64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1/0//1:1:",
                "v1/736/0190a7e0-0000-7000-8000-000000000001/730:737:730,732",
                "v1/736/0190a7e0-0000-7000-8000-000000000001/737:737:/740:745:740/5512",
                "v1/9223372036854775806/0190a7e0-0000-7000-8000-000000000001/1:9223372036854775807:1"
            })
    void readsBackWhatItWrote(String text) {
        assertThat(LiveCursor.parse(text).toText()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v2/0//1:1:",
                "v1/0/1:1:",
                "v1/0/",
                "v1/0//1:1:/",
                "v1/x//1:1:",
                "v1/736/x/737:737:",
                "v1/736//730:737:732,730",
                "v1/736//731:737:730",
                "v1/736//730:737:730,738",
                "v1/700//730:737:730",
                "v1/736//737:737:/740:745:740",
                "v1/736//737:737:/740:745:740/",
                "v1/736//0:0:",
                " v1/0//1:1:"
            })
    void refusesWhatItWouldNotWrite(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> LiveCursor.parse(text));
    }

    private static List<String> aggregates(Poll poll) {
        return poll.rows().stream().map(row -> row.event().aggregateId()).toList();
    }
}
