package io.dualstream.outbox.inbox;

import static io.dualstream.outbox.inbox.InboxDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dualstream.outbox.OutboxException;
import io.dualstream.outbox.inbox.Inbox.HandlingException;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import io.dualstream.outbox.inbox.InboxFailures.Failure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

class InboxFailuresTest {

    private static final Inbox.Handler BROKEN = event -> {
        throw new IllegalStateException("no such customer");
    };

    private final InboxDatabase database = new InboxDatabase();
    private final Inbox inbox = new JdbcInbox(
            database.dataSource,
            new DataSourceTransactionManager(database.dataSource),
            InboxOptions.defaults().withMaxAttempts(3));

    @Test
    void givesAnEventUpAfterTheLastAttemptAndKeepsAllOfIt() {
        Envelope event = event();

        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> inbox.handle("billing", event, BROKEN));
        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> inbox.handle("billing", event, BROKEN));
        assertThat(inbox.handle("billing", event, BROKEN)).isEqualTo(Outcome.GIVEN_UP);
        assertThat(inbox.handle("billing", event, database::effect)).isEqualTo(Outcome.DUPLICATE);

        assertThat(inbox.failures().list("billing", 0, 10)).singleElement().satisfies(failure -> {
            assertThat(failure.state()).isEqualTo(Failure.State.DEAD);
            assertThat(failure.attempts()).isEqualTo(3);
            assertThat(failure.reason()).isEqualTo("no such customer");
            assertThat(failure.errorClass()).isEqualTo("java.lang.IllegalStateException");
            assertThat(failure.event()).usingRecursiveComparison().isEqualTo(event);
            assertThat(inbox.failures().find(failure.number())).isPresent();
        });
    }

    @Test
    void countsWhatEachConsumerIsNotDoneWith() {
        Envelope dead = event();
        Envelope replayed = event();
        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> inbox.handle("billing", event(), BROKEN));
        inbox.giveUp("billing", dead, new IllegalStateException("unreadable"));
        inbox.giveUp("shipping", dead, new IllegalStateException("unreadable"));
        inbox.giveUp("mail", replayed, new IllegalStateException("unreadable"));
        inbox.failures().replayAll("mail");
        inbox.replayNext("mail", database::effect);

        assertThat(inbox.failures().open())
                .containsExactly(new InboxFailures.Open("billing", 1, 1), new InboxFailures.Open("shipping", 0, 1));
    }

    @Test
    void oneBadEventCostsTheOthersOfItsBatchNothing() {
        Envelope good = event();
        Envelope bad = event();
        Envelope behind = event();
        Inbox.BatchHandler picky = events -> {
            for (Envelope event : events) {
                database.effect(event);
                if (event.equals(bad)) {
                    throw new IllegalStateException("bad");
                }
            }
        };
        List<Envelope> batch = List.of(good, bad, behind);

        assertThatExceptionOfType(HandlingException.class)
                .isThrownBy(() -> inbox.handleAll("billing", batch, picky))
                .satisfies(failed -> assertThat(failed.inboxId()).isEqualTo(bad.id()));
        assertThat(database.effects()).containsExactly(good.id());
        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> inbox.handleAll("billing", batch, picky));

        assertThat(inbox.handleAll("billing", batch, picky))
                .containsExactly(Outcome.DUPLICATE, Outcome.GIVEN_UP, Outcome.HANDLED);
        assertThat(database.effects()).containsExactlyInAnyOrder(good.id(), behind.id());
    }

    @Test
    void aReplayHandlesADeadEventOnce() {
        long number = dead();

        inbox.failures().replay(number);
        assertThat(inbox.replayNext("shipping", database::effect)).isFalse();
        assertThat(inbox.replayNext("billing", database::effect)).isTrue();
        assertThat(inbox.replayNext("billing", database::effect)).isFalse();

        assertThat(database.effects()).hasSize(1);
        assertThat(inbox.failures().find(number))
                .hasValueSatisfying(failure -> assertThat(failure.state()).isEqualTo(Failure.State.HANDLED));
        assertThatThrownBy(() -> inbox.failures().replay(number))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("failure " + number + " is handled already");
    }

    @Test
    void aReplayThatFailsLeavesTheEventDeadWithItsNewReason() {
        long number = dead();
        inbox.failures().replay(number);

        assertThat(inbox.replayNext("billing", event -> {
                    database.effect(event);
                    throw new IllegalStateException("still no such customer");
                }))
                .isTrue();

        assertThat(database.effects()).isEmpty();
        assertThat(inbox.failures().find(number)).hasValueSatisfying(failure -> {
            assertThat(failure.state()).isEqualTo(Failure.State.DEAD);
            assertThat(failure.reason()).isEqualTo("still no such customer");
            assertThat(failure.attempts()).isEqualTo(2);
            assertThat(failure.replayRequested()).isFalse();
        });
    }

    @Test
    void theKeeperMakesReplaysThatSqlAskedFor() throws InterruptedException {
        dead();
        dead();
        var handled = new CountDownLatch(2);
        try (var keeper = new InboxKeeper(inbox, Duration.ofMillis(20))) {
            keeper.onReplay("billing", event -> {
                database.effect(event);
                handled.countDown();
            });
            keeper.start();

            database.jdbc.queryForObject("select inbox.replay_failures('billing')", Long.class);

            assertThat(handled.await(3, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(database.effects()).hasSize(2);
        assertThat(database.failures("handled")).isEqualTo(2);
    }

    @Test
    void aDiscardedEventNeverComesBack() {
        Envelope event = event();
        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> inbox.handle("billing", event, BROKEN));
        long number = inbox.failures().list(null, 0, 1).get(0).number();
        assertThatThrownBy(() -> inbox.failures().replay(number)).hasMessageContaining("comes again by itself");

        inbox.failures().discard(number);

        assertThat(inbox.handle("billing", event, database::effect)).isEqualTo(Outcome.DUPLICATE);
        assertThat(database.failures("discarded")).isOne();
        assertThatThrownBy(() -> inbox.failures().discard(number)).hasMessageContaining("discarded already");
        assertThatThrownBy(() -> inbox.failures().discard(99)).hasMessageContaining("there is no failure 99");
    }

    @Test
    void givesUpAtOnceWhatCanNeverBeRead() {
        assertThat(inbox.handle("billing", event(), event -> {
                    throw new UnreadableEventException("no JSON", null);
                }))
                .isEqualTo(Outcome.GIVEN_UP);
        assertThat(inbox.giveUp("billing", event(), new IllegalStateException("nonsense")))
                .isEqualTo(Outcome.GIVEN_UP);
        assertThat(database.failures("dead")).isEqualTo(2);
    }

    @Test
    void forgetsResolvedFailuresAndKeepsDeadOnes() {
        long resolved = dead();
        dead();
        inbox.failures().discard(resolved);
        database.jdbc.update("update inbox.failure set first_at = now() - interval '1 year', last_at = first_at,"
                + " resolved_at = case when resolved_at is not null then now() - interval '1 year' end");

        inbox.forget();

        assertThat(database.failures("discarded")).isZero();
        assertThat(database.failures("dead")).isOne();
    }

    private long dead() {
        inbox.giveUp("billing", event(), new IllegalStateException("no such customer"));
        return inbox.failures().list("billing", 0, 100).stream()
                .mapToLong(Failure::number)
                .max()
                .orElseThrow();
    }
}
