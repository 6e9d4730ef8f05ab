package io.dualstream.outbox.inbox;

import static io.dualstream.outbox.inbox.InboxDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dualstream.outbox.inbox.Inbox.HandlingException;
import io.dualstream.outbox.inbox.Inbox.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InboxListenerTest {

    private static final Inbox.Handler BROKEN = event -> {
        throw new IllegalStateException("no such customer");
    };

    private final InboxDatabase database = new InboxDatabase();
    private final List<String> heard = new ArrayList<>();
    private final Inbox inbox =
            new JdbcInbox(database.dataSource, InboxOptions.defaults().withMaxAttempts(2), new InboxListener() {
                @Override
                public void ended(String consumer, Envelope event, Outcome outcome) {
                    heard.add(consumer + " " + event.id() + " " + outcome);
                }

                @Override
                public void failed(String consumer, Envelope event, Throwable cause) {
                    heard.add(consumer + " " + event.id() + " " + cause.getMessage());
                }
            });

    @Test
    void hearsWhatBecomesOfAnEvent() {
        Envelope event = event();

        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> inbox.handle("billing", event, BROKEN));
        inbox.handle("billing", event, database::effect);
        inbox.handle("billing", event, database::effect);
        inbox.giveUp("shipping", event, new IllegalStateException("unreadable"));

        assertHeard(
                event,
                "billing",
                "no such customer",
                "billing",
                "HANDLED",
                "billing",
                "DUPLICATE",
                "shipping",
                "GIVEN_UP");
    }

    @Test
    void hearsOfEachEventOfABatchAndOnceOfThoseThatAreTriedAlone() {
        Envelope good = event();
        Envelope bad = event();
        Inbox.BatchHandler onlyGood = events -> {
            if (events.contains(bad)) {
                throw new IllegalStateException("bad");
            }
        };

        assertThatExceptionOfType(HandlingException.class)
                .isThrownBy(() -> inbox.handleAll("billing", List.of(good, bad), onlyGood));
        inbox.handleAll("billing", List.of(good, bad), onlyGood);

        assertThat(heard)
                .containsExactly(
                        "billing " + good.id() + " HANDLED",
                        "billing " + bad.id() + " bad",
                        "billing " + good.id() + " DUPLICATE",
                        "billing " + bad.id() + " GIVEN_UP");
    }

    @Test
    void hearsHowAReplayEnded() {
        Envelope event = event();
        inbox.giveUp("billing", event, new IllegalStateException("unreadable"));
        inbox.failures().replayAll("billing");
        inbox.replayNext("billing", BROKEN);
        inbox.failures().replayAll("billing");
        inbox.replayNext("billing", database::effect);
        inbox.replayNext("billing", database::effect);

        assertHeard(event, "billing", "GIVEN_UP", "billing", "GIVEN_UP", "billing", "HANDLED");
    }

    private void assertHeard(Envelope event, String... consumersAndWhat) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < consumersAndWhat.length; i += 2) {
            expected.add(consumersAndWhat[i] + " " + event.id() + " " + consumersAndWhat[i + 1]);
        }
        assertThat(heard).containsExactlyElementsOf(expected);
    }

    @Test
    void thatThrowsChangesNothing() {
        InboxListener throwing = new InboxListener() {
            @Override
            public void ended(String consumer, Envelope event, Outcome outcome) {
                throw new OutOfMemoryError("thrown by a test");
            }

            @Override
            public void failed(String consumer, Envelope event, Throwable cause) {
                throw new IllegalStateException("thrown by a test");
            }
        };
        InboxListener hearing = new InboxListener() {
            @Override
            public void ended(String consumer, Envelope event, Outcome outcome) {
                heard.add(consumer + " " + event.id() + " " + outcome);
            }
        };
        Inbox told = new JdbcInbox(
                database.dataSource,
                InboxOptions.defaults().withMaxAttempts(2),
                InboxListener.all(List.of(throwing, hearing)));
        Envelope event = event();

        assertThatExceptionOfType(HandlingException.class).isThrownBy(() -> told.handle("billing", event, BROKEN));
        assertThat(told.handle("billing", event, database::effect)).isEqualTo(Outcome.HANDLED);
        assertThat(told.handle("billing", event, database::effect)).isEqualTo(Outcome.DUPLICATE);

        assertThat(heard).containsExactly("billing " + event.id() + " HANDLED", "billing " + event.id() + " DUPLICATE");
    }

    /** Of the transaction neither: another one handles the same event meanwhile, and sees what the first did. */
    @Test
    void isToldWhileNothingIsLocked() {
        List<Outcome> another = new ArrayList<>();
        Inbox told = new JdbcInbox(database.dataSource, InboxOptions.defaults(), new InboxListener() {
            @Override
            public void ended(String consumer, Envelope event, Outcome outcome) {
                another.add(CompletableFuture.supplyAsync(() -> inbox.handle(consumer, event, database::effect))
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join());
            }
        });

        assertThat(told.handle("billing", event(), database::effect)).isEqualTo(Outcome.HANDLED);

        assertThat(another).containsExactly(Outcome.DUPLICATE);
    }
}
