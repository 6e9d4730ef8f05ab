package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.internal.live.LivePath;
import io.dualstream.outbox.relay.internal.runtime.PathLifecycle;
import io.dualstream.outbox.relay.status.RelayStatus;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LivePathTest {

    private LiveScene scene;

    @BeforeEach
    void open() {
        scene = new LiveScene();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void pushesWhatWasCommittedBeforeItFirstStarted() throws Exception {
        scene.commit("early", 1);
        scene.start(1);
        assertThat(scene.awaitSubjects(1)).containsExactly("early");
    }

    @Test
    void pushesOnlyWhatIsCommitted() throws Exception {
        scene.start(1);
        Connection writer = scene.writer();
        LiveScene.insert(writer, "rolled back", 1);
        writer.rollback();
        LiveScene.insert(writer, "kept", 1);
        var savepoint = writer.setSavepoint();
        LiveScene.insert(writer, "rolled back to a savepoint", 1);
        writer.rollback(savepoint);
        writer.commit();
        scene.commit("last", 1);
        assertThat(scene.awaitSubjects(2)).containsExactly("kept", "last");
    }

    @Test
    void anOpenTransactionDelaysNobodyAndArrivesWhenItCommits() throws Exception {
        LivePath path = scene.start(1);
        Connection slow = scene.writer();
        LiveScene.insert(slow, "slow", 1);
        for (int i = 0; i < 50; i++) {
            scene.commit("quick", i);
        }
        assertThat(scene.awaitSubjects(50)).containsOnly("quick");
        Awaitility.await().until(() -> path.status().openGaps() == 1); // said just after the push

        slow.commit();
        assertThat(scene.awaitSubjects(51).get(50)).isEqualTo("slow");
    }

    @Test
    void waitsForTheHigherXidThatTookTheLowerSeq() throws Exception {
        scene.start(1);
        Connection first = scene.writer();
        try (Statement statement = first.createStatement()) {
            statement.execute("select pg_current_xact_id()");
        }
        Connection second = scene.writer();
        LiveScene.insert(second, "second, lower seq", 1);
        LiveScene.insert(first, "first, higher seq", 1);
        first.commit();
        assertThat(scene.awaitSubjects(1)).containsExactly("first, higher seq");
        second.commit();
        assertThat(scene.awaitSubjects(2)).containsExactly("first, higher seq", "second, lower seq");
    }

    @Test
    void aTriggerThatSleepsBeforeTheInsertLosesNothing() throws Exception {
        scene.sql("""
                create function outbox.slow() returns trigger language plpgsql as
                $$ begin if new.aggregate_id = 'slow' then perform pg_sleep(1); end if; return new; end $$;
                create trigger slow before insert on outbox.event for each row execute function outbox.slow()
                """);
        scene.start(1);
        Connection writer = scene.writer();
        Thread slow = new Thread(() -> {
            try {
                LiveScene.insert(writer, "slow", 1);
                writer.commit();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        slow.start();
        for (int i = 0; i < 300; i++) {
            scene.commit("quick", i);
        }
        slow.join();
        assertThat(scene.awaitSubjects(301)).hasSize(301).containsOnlyOnce("slow");
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 500})
    void pushesALargeTransactionInOrderAndInBatches(int batchRows) throws Exception {
        scene.settings().liveBatchSizeRows(batchRows).liveStreamMaxLength(100_000);
        scene.start(1);
        scene.sql("insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)"
                + " select 'order', 'a', 'Changed', json_build_object('n', n) from generate_series(1, 5000) n");
        List<JsonNode> events = scene.await(5000);
        assertThat(events.stream().map(event -> event.get("id").asString())).doesNotHaveDuplicates();
        assertThat(scene.listener.lines("pushed")).hasSizeGreaterThanOrEqualTo(5000 / batchRows);
    }

    @Test
    void rollbacksLeaveNoGapAndNoLongCursor() throws Exception {
        LivePath path = scene.start(1);
        Connection writer = scene.writer();
        for (int i = 0; i < 400; i++) {
            LiveScene.insert(writer, "a" + i, i);
            if (i % 20 == 0) {
                writer.rollback();
            } else {
                writer.commit();
            }
        }
        scene.await(380);
        scene.commit("last", 1);
        scene.await(381);
        await().untilAsserted(() -> {
            assertThat(path.status().openGaps()).isZero();
            assertThat(path.status().cursorBytes()).isLessThan(200);
        });
    }

    @Test
    void wokenItPollsAtOnce() throws Exception {
        scene.settings().livePollInterval(Duration.ofMinutes(10), Duration.ofMinutes(10));
        LivePath path = scene.start(1);
        scene.listener.await("LIVE RUNNING", 1);
        scene.commit("a", 1);
        path.wake();
        scene.await(1);
    }

    @Test
    void skipsABacklogThatIsTooOldAndTellsByANewEpoch() throws Exception {
        scene.settings().liveMaxCatchUp(Duration.ofMinutes(5));
        LivePath first = scene.start(1);
        scene.commit("before", 1);
        scene.await(1);
        first.close();
        long epoch = first.status().epoch();
        scene.sql("insert into outbox.event (aggregate_type, aggregate_id, event_type, created_at)"
                + " select 'order', 'old', 'Changed', now() - interval '1 hour' from generate_series(1, 10)");
        scene.commit("young", 1);

        LivePath second = scene.start(2);
        assertThat(scene.awaitSubjects(2)).containsExactly("before", "young");
        scene.listener.await("epoch", 2);
        scene.listener.await("LIVE RUNNING", 2);
        assertThat(second.status().epoch()).isGreaterThan(epoch);
    }

    @Test
    void closesWithinBoundsBeforeStartAndTwice() {
        LivePath path = new LivePath(
                scene.settings().build(), scene.listener, new PathLifecycle(RelayStatus.Path.LIVE, scene.listener), 1);
        path.close();
        path.close();
    }

    @Test
    void positionsCountWithoutGapsInTheOrderOfPushing() throws Exception {
        LivePath path = scene.start(1);
        for (int i = 0; i < 20; i++) {
            scene.commit("a", i);
        }
        List<String> positions = scene.await(20).stream()
                .map(event -> event.get("position").asString())
                .toList();
        Awaitility.await().until(() -> path.status().epoch() != 0); // said just after the push
        long epoch = path.status().epoch();
        assertThat(positions)
                .isEqualTo(IntStream.rangeClosed(1, 20)
                        .mapToObj(n -> epoch + "-" + n)
                        .toList());
        assertThat(scene.reader().all().stream().map(entry -> entry.id())).isEqualTo(positions);
    }
}
