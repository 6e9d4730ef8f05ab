package io.dualstream.outbox.relay;

import static io.dualstream.outbox.relay.DeadLetterScene.LIMIT;
import static io.dualstream.outbox.relay.DeadLetterScene.SMALL_BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.DeadLetters.DeadLetter;
import io.dualstream.outbox.relay.status.Reconciler;
import io.dualstream.outbox.relay.status.Reconciler.Report.Kind;
import io.dualstream.outbox.relay.status.Reconciler.Report.Letters;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A dead letter is no lost event, whatever became of it; without the letter, the same event is lost. */
@OutboxServers
class ReconcileLettersTest {

    private final DeadLetterScene scene;

    ReconcileLettersTest(TestDatabase database, TestKafka kafka) {
        this.scene = new DeadLetterScene(database, kafka);
    }

    @Test
    void countsLettersByWhatBecameOfThem() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        RelaySettingsBuilder settings = scene.settings(DeadLetters.Policy.PARK_KEY);
        try (Relay relay = scene.start(settings)) {
            scene.publish("order", "a=1", "a=BIG2", "a=3", "b=4", "c=BIG5", "d=BIG6", "e=BIG7", "f=BIG8");
            DeadLetters letters = relay.deadLetters();
            letters.discard(failed(relay, "BIG5"));
            edit(relay, "BIG6", DeadLetters.Edit.none().withPayload("{}"));
            edit(
                    relay,
                    "BIG7",
                    DeadLetters.Edit.none().withTopic(scene.prefix + "large").withKey("other"));
            edit(relay, "BIG8", DeadLetters.Edit.none().withTopic("elsewhere-" + scene.number));
            scene.letter(relay, "BIG5", DeadLetters.State.DISCARDED);
            for (String name : new String[] {"BIG6", "BIG7", "BIG8"}) {
                scene.letter(relay, name, DeadLetters.State.PUBLISHED);
            }
            awaitPublished();
        }

        Reconciler.Report report = reconcile(settings);
        assertThat(report.differences()).isEmpty();
        assertThat(report.inTable()).isEqualTo(8);
        assertThat(report.inKafka()).isEqualTo(5);
        assertThat(report.inRedis()).as("without Redis").isNull();
        assertThat(report.pending()).isZero();
        assertThat(report.foreign()).isZero();
        assertThat(report.deadLetters()).isEqualTo(new Letters(1, 1, 0, 1));

        scene.database.execute("update outbox.dead_letter set relay = 'another'");
        Reconciler.Report withoutLetters = reconcile(settings);
        assertThat(withoutLetters.counts())
                .as("BIG2, 3, BIG5 and BIG8 are nowhere, BIG6 and BIG7 are not as they were")
                .isEqualTo(Map.of(Kind.LOST, 4L, Kind.ALTERED, 2L));
        assertThat(withoutLetters.deadLetters()).isEqualTo(new Letters(0, 0, 0, 0));
    }

    @Test
    void findsThatAPublishedLetterIsLostAndThatAnotherOneIsAltered() throws Exception {
        scene.createTopic("order", SMALL_BYTES);
        RelaySettingsBuilder settings = scene.settings(DeadLetters.Policy.PARK_KEY);
        try (Relay relay = scene.start(settings)) {
            scene.publish("order", "a=BIG1", "b=BIG2");
            edit(relay, "BIG1", DeadLetters.Edit.none().withPayload("{}"));
            scene.letter(relay, "BIG1", DeadLetters.State.PUBLISHED);
            awaitPublished();
        }
        scene.database.execute("update outbox.dead_letter set state = 'published', request = null,"
                + " resolved_at = clock_timestamp() where event_type = 'BIG2'");
        scene.database.execute("update outbox.dead_letter set data = '[]' where event_type = 'BIG1'");

        Reconciler.Report report = reconcile(settings);

        assertThat(report.counts()).isEqualTo(Map.of(Kind.LOST, 1L, Kind.ALTERED, 1L));
        assertThat(report.deadLetters()).isEqualTo(new Letters(0, 0, 0, 0));
    }

    private static Reconciler.Report reconcile(RelaySettingsBuilder settings) throws Exception {
        return Relay.reconciler(settings.build()).run(Reconciler.Range.Time.all());
    }

    private long failed(Relay relay, String name) {
        DeadLetter letter = scene.letter(relay, name, DeadLetters.State.FAILED);
        return letter.number();
    }

    private void edit(Relay relay, String name, DeadLetters.Edit edit) {
        long number = failed(relay, name);
        relay.deadLetters().edit(number, edit);
        relay.deadLetters().retry(number);
    }

    /** Until the relay has said that it is past all events. */
    private void awaitPublished() throws SQLException {
        String last = scene.database.value("select max(xid)::text from outbox.event");
        await().atMost(LIMIT)
                .until(() -> scene.database
                        .value("select coalesce(max(published_xid) > '" + last + "', false)::text from outbox.lease")
                        .equals("true"));
    }
}
